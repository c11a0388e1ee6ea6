package pdf

import (
	"slices"
	"strings"
)

// elem is one element of the structure tree, which is what a screen reader
// reads. Elements of blocks are made when the block is laid out and elements
// inside a line when the line is first drawn, so that the tree's order is the
// reading order.
type elem struct {
	role  string
	attrs string // the /A entry's value, or ""
	extra string // further entries
	kids  []kid
	num   int // object number, once written
}

// kid is a child element, marked content of a page, or an annotation.
type kid struct {
	elem *elem
	page int // index
	mcid int
	obj  int // object number of an annotation
}

// add makes a child element.
func (e *elem) add(role string) *elem {
	c := &elem{role: role}
	e.kids = append(e.kids, kid{elem: c})
	return c
}

func (e *elem) with(attrs string) *elem {
	e.attrs = attrs
	return e
}

// writeStructure writes the tree below root and the parent tree; it returns the
// object number of the StructTreeRoot. marks has, by page, the element of each
// marked content; annots has the element of each annotation, whose
// /StructParent is len(marks) plus its index.
func writeStructure(o *objects, root *elem, pages []int, marks [][]*elem, annots []*elem) int {
	tree := o.alloc()
	number(o, root)
	writeElem(o, root, tree, pages)

	parents := o.alloc()
	table := filled([]byte("<</Nums["), tableColumns)
	for i, page := range marks {
		table = append(fixed(table, i, tableColumns-1), '[')
		for _, e := range page {
			table = append(fixedRef(table, e.num), ' ')
		}
		table = filled(append(table, ']'), tableColumns)
	}
	for i, e := range annots {
		table = append(fixed(table, len(marks)+i, tableColumns/2-1), ' ')
		table = append(fixedRef(table, e.num), ' ')
	}
	o.put(parents, append(table, "]>>"...))
	o.kinds[parents-1] = packedTable
	o.putf(tree, "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>",
		root.num, parents, len(marks)+len(annots))
	return tree
}

// number gives elements their object numbers, role by role: objects that look alike
// then lie side by side and pack better.
func number(o *objects, root *elem) {
	var all []*elem
	var gather func(e *elem)
	gather = func(e *elem) {
		all = append(all, e)
		for _, k := range e.kids {
			if k.elem != nil {
				gather(k.elem)
			}
		}
	}
	gather(root)
	slices.SortStableFunc(all, func(a, b *elem) int { return strings.Compare(a.role, b.role) })
	for _, e := range all {
		e.num = o.alloc()
	}
}

// writeElem writes e and what is below it, with numbers in columns: see pack.
func writeElem(o *objects, e *elem, parent int, pages []int) {
	b := append(append(make([]byte, 0, objectColumns), "<</S/"...), e.role...)
	b = fixedRef(append(b, "/P "...), parent)
	page := -1 // the page that plain numbers in K refer to
	for _, k := range e.kids {
		if k.elem == nil && k.obj == 0 {
			page = k.page
			b = pageEntry(b, pages[page])
			break
		}
	}
	if e.attrs != "" {
		b = append(append(b, "/A"...), e.attrs...)
	}
	b = append(b, e.extra...)
	if len(e.kids) > 0 {
		b = append(b, "/K["...)
		for i, k := range e.kids {
			if i > 0 {
				b = append(b, ' ')
			}
			switch {
			case k.elem != nil:
				b = fixedRef(b, k.elem.num)
			case k.obj != 0:
				b = fixedRef(append(b, "<</Type/OBJR/Obj "...), k.obj)
				if k.page != page {
					b = pageEntry(b, pages[k.page])
				}
				b = append(b, ">>"...)
			case k.page == page:
				b = fixed(b, k.mcid, 3)
			default:
				b = pageEntry(append(b, "<</Type/MCR"...), pages[k.page])
				b = append(fixed(append(b, "/MCID "...), k.mcid, 3), ">>"...)
			}
		}
		b = append(b, ']')
	}
	o.put(e.num, append(b, ">>"...))
	for _, k := range e.kids {
		if k.elem != nil {
			writeElem(o, k.elem, e.num, pages)
		}
	}
}

func pageEntry(b []byte, page int) []byte {
	return append(fixed(append(b, "/Pg "...), page, 3), " 0 R"...)
}
