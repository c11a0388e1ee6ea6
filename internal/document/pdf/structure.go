package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
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
	up    *elem
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
	c := &elem{role: role, up: e}
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
	var b bytes.Buffer
	b.WriteString("<</Nums[")
	for i, page := range marks {
		fmt.Fprintf(&b, "%d[", i)
		for _, e := range page {
			fmt.Fprintf(&b, "%d 0 R ", e.num)
		}
		b.WriteString("]")
	}
	for i, e := range annots {
		fmt.Fprintf(&b, "%d %d 0 R ", len(marks)+i, e.num)
	}
	b.WriteString("]>>")
	o.put(parents, b.Bytes())
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

func writeElem(o *objects, e *elem, parent int, pages []int) {
	b := fmt.Appendf(nil, "<</S/%s/P %d 0 R", e.role, parent)
	page := -1 // the page that plain numbers in K refer to
	for _, k := range e.kids {
		if k.elem == nil && k.obj == 0 {
			page = k.page
			b = fmt.Appendf(b, "/Pg %d 0 R", pages[page])
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
				b = fmt.Appendf(b, "%d 0 R", k.elem.num)
			case k.obj != 0:
				b = fmt.Appendf(b, "<</Type/OBJR/Obj %d 0 R", k.obj)
				if k.page != page {
					b = fmt.Appendf(b, "/Pg %d 0 R", pages[k.page])
				}
				b = append(b, ">>"...)
			case k.page == page:
				b = strconv.AppendInt(b, int64(k.mcid), 10)
			default:
				b = fmt.Appendf(b, "<</Type/MCR/Pg %d 0 R/MCID %d>>", pages[k.page], k.mcid)
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
