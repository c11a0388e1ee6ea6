package pdf

import "fmt"

// writeOutline writes the bookmarks and returns their entry of the catalog.
func (o *output) writeOutline() string {
	marks := o.flow.outline
	if len(marks) == 0 {
		return ""
	}
	root := o.alloc()
	nums := make([]int, len(marks))
	for i := range marks {
		nums[i] = o.alloc()
	}
	// kids of a mark are those behind it that are deeper, up to one that is not.
	kidsOf := func(from, to int) (kids []int) {
		for i := from; i < to; {
			kids = append(kids, i)
			j := i + 1
			for j < to && marks[j].level > marks[i].level {
				j++
			}
			i = j
		}
		return kids
	}
	endOf := func(i, to int) int {
		j := i + 1
		for j < to && marks[j].level > marks[i].level {
			j++
		}
		return j
	}
	var write func(kids []int, parent, to int)
	write = func(kids []int, parent, to int) {
		for k, i := range kids {
			entry := fmt.Sprintf("<</Title%s/Parent %d 0 R/Dest%s", text(spoken(marks[i].title)), parent, o.dest(o.anchors[marks[i].to]))
			if k > 0 {
				entry += fmt.Sprintf("/Prev %d 0 R", nums[kids[k-1]])
			}
			if k+1 < len(kids) {
				entry += fmt.Sprintf("/Next %d 0 R", nums[kids[k+1]])
			}
			end := endOf(i, to)
			if below := kidsOf(i+1, end); len(below) > 0 {
				// A negative count: closed until the reader opens it.
				entry += fmt.Sprintf("/First %d 0 R/Last %d 0 R/Count %d", nums[below[0]], nums[below[len(below)-1]], -len(below))
				write(below, nums[i], end)
			}
			o.put(nums[i], []byte(entry+">>"))
		}
	}
	top := kidsOf(0, len(marks))
	write(top, root, len(marks))
	o.putf(root, "<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>", nums[top[0]], nums[top[len(top)-1]], len(top))
	return fmt.Sprintf("/Outlines %d 0 R/PageMode/UseOutlines", root)
}
