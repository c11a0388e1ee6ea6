package matrix

import (
	"demarc/internal/raci"
	"demarc/web/frame"
)

// listed is how many findings of one severity the panel shows; the rest is a link away.
const listed = 12

// line is a finding as the panel shows it.
type line struct {
	raci.Finding
	href string
	fix  string // words of the button that mends it at once; empty: it needs a decision
	rev  int
}

// lines are the findings of one severity with where to mend them.
func (v view) lines(blocking bool) (out []line, more int) {
	for _, f := range v.own() {
		if (f.Severity == raci.Block) != blocking {
			continue
		}
		if len(out) == listed {
			more++
			continue
		}
		out = append(out, v.line(f))
	}
	return out, more
}

func (v view) line(f raci.Finding) line {
	l := line{Finding: f, href: frame.Href(v.d.Engagement.ID) + "/" + f.Page}
	fn, known := v.function(f.Function)
	switch {
	case f.Rule == "V46" && known:
		l.href = card(v.d.Engagement.ID, f.Function)
	case f.Page == "matrix" && known:
		l.href, l.rev = anchor(f.Function), fn.Rev
		if v.filter.on() {
			l.href = v.home() + l.href
		}
		if v.edits() {
			l.fix = offered(v.d.Matrix, fn, f)
		}
	case f.Field != "":
		l.href += "#" + f.Field
	}
	return l
}

// offered is the label of the one-click fix of a finding, where the row leaves no
// doubt; Matrices.Fix decides the same way.
func offered(m raci.Matrix, f raci.Function, found raci.Finding) string {
	switch found.Rule {
	case "V01":
		if len(m.Answering(f)) == 0 && len(m.Doing(f)) > 0 {
			return found.Fix
		}
	case "V03":
		if len(m.Answering(f)) == 1 {
			return found.Fix
		}
	case "V04":
		return "Insert the usual split note"
	}
	return ""
}
