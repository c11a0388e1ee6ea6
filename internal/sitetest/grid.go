package sitetest

import (
	"fmt"
	"strings"
)

// The columns of the matrix that every engagement begins with, by number.
const (
	MSPTeam = iota
	ClientIT
	Management
)

// Row is the id of a function that a person sees in the matrix.
func (p *Person) Row(name string) string {
	p.tb.Helper()
	return strings.TrimPrefix(p.Named(".mx-name", name), "#name-")
}

// Sees waits until a cell of a row shows a letter, from the server and not only typed.
func (p *Person) Sees(row string, column int, letter string) {
	p.tb.Helper()
	p.Wait(fmt.Sprintf("#c%d-%s[data-as='%s']:not([data-now])", column, row, letter))
}

// Enter goes into the grid with the Tab key, to where its one tab stop is.
func (p *Person) Enter() {
	p.tb.Helper()
	for range 60 {
		if p.Eval(`!!document.activeElement.closest("#grid")`) == true {
			return
		}
		p.Press("Tab")
	}
	p.tb.Fatal("the grid cannot be reached with the Tab key")
}

// To moves with the arrows from the cell with the focus to another one.
func (p *Person) To(row string, column int) {
	p.tb.Helper()
	target := fmt.Sprintf("c%d-%s", column, row)
	for range 400 {
		way, _ := p.Eval(`((id) => {
			const at = document.activeElement.closest("td, .mx-name"), to = document.getElementById(id)
			const rows = [...document.querySelectorAll(".mx-row")], up = rows.indexOf(at.closest("tr")) - rows.indexOf(to.closest("tr"))
			const left = (at.closest("td")?.cellIndex ?? 0) - to.cellIndex
			return up > 0 ? "ArrowUp" : up < 0 ? "ArrowDown" : left > 0 ? "ArrowLeft" : left < 0 ? "ArrowRight" : ""
		})("` + target + `")`).(string)
		if way == "" {
			return
		}
		p.Press(way)
	}
	p.tb.Fatalf("the arrows do not lead to %s", target)
}

// Areas are the ids of the rows of each area, in order.
func (p *Person) Areas() (areas [][]string) {
	p.tb.Helper()
	for _, body := range p.Eval(`[...document.querySelectorAll("#grid tbody")].map(b => [...b.querySelectorAll(".mx-row")].map(r => r.id.slice("function-".length))).filter(a => a.length)`).([]any) {
		var rows []string
		for _, id := range body.([]any) {
			rows = append(rows, id.(string))
		}
		areas = append(areas, rows)
	}
	return areas
}
