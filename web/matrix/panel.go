package matrix

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/raci"
	"demarc/web/frame"
)

// listed is how many findings of one severity the panel shows; the rest is a link away.
const listed = 12

// line is a finding as the panel shows it.
type line struct {
	raci.Finding
	href string
	fix  []raci.Remedy // what mends it at once; none: it needs a decision
	rev  int
	id   string // for the field of its reason
}

// lines are the open findings of one severity with where to mend them.
func (v view) lines(sev raci.Severity) (out []line, more int) {
	for _, f := range v.own() {
		if f.Severity != sev || f.Waiver != nil || v.filter.Area != "" && f.Area != v.filter.Area {
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
	l := line{Finding: f, href: frame.Href(v.d.Engagement.ID) + "/" + f.Page, id: v.d.Matrix.Saying(f)}
	fn, known := v.function(f.Function)
	switch {
	case f.Page == "matrix" && known:
		l.href, l.rev = v.home()+frame.InMatrix(f), fn.Rev
		if l.fix = offered(f, v.edits(), v.shapes()); !v.filter.on() && (f.Field == "" || len(l.fix) > 0) && fn.In() {
			l.href = anchor(f.Function)
		}
	case f.Page == "matrix":
		l.href = v.home() + frame.InMatrix(f)
	case f.Page == "areas" && f.Field != "":
		l.href += "#area-" + f.Field
	case f.Page == "terms" && f.Field != "":
		l.href += "#field-" + f.Field
	case f.Page == "access":
		l.href += "#" + strings.Replace(f.Field, ".", "-", 1)
	case f.Field != "":
		l.href += "#" + f.Field
	}
	return l
}

// offered are the remedies of a finding that the viewer may take.
func offered(f raci.Finding, edits, shapes bool) []raci.Remedy {
	if !edits {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Remedies), func(r raci.Remedy) bool { return r.Restore && !shapes })
}

// answered says how many warnings stay with a reason and how many hints are gone.
func (v view) answered() string {
	kept, dismissed := 0, 0
	for _, f := range v.own() {
		switch {
		case f.Waiver == nil:
		case f.Severity == raci.Hint:
			dismissed++
		default:
			kept++
		}
	}
	switch {
	case kept > 0 && dismissed > 0:
		return fmt.Sprintf("%s left with a reason, %s dismissed.", count(kept, "warning", "warnings"), count(dismissed, "hint", "hints"))
	case kept > 0:
		return count(kept, "warning", "warnings") + " left with a reason."
	case dismissed > 0:
		return count(dismissed, "hint", "hints") + " dismissed."
	}
	return ""
}

// calm tells whether the panel has nothing to show.
func (v view) calm() bool {
	for _, sev := range []raci.Severity{raci.Block, raci.Warn, raci.Hint} {
		if list, _ := v.lines(sev); len(list) > 0 {
			return false
		}
	}
	return true
}

// heading is the title of the panel with its counts: "Checks · 1 to fix, 4 to look at".
func (v view) heading() string {
	fix, more := v.lines(raci.Block)
	look, looks := v.lines(raci.Warn)
	var parts []string
	if n := len(fix) + more; n > 0 {
		parts = append(parts, fmt.Sprintf("%d to fix", n))
	}
	if n := len(look) + looks; n > 0 {
		parts = append(parts, fmt.Sprintf("%d to look at", n))
	}
	if len(parts) == 0 || v.notDraft != "" {
		return "Checks"
	}
	return "Checks · " + strings.Join(parts, ", ")
}

// accepts tells whether the viewer may say why a warning stays, or dismiss a hint.
func (v view) accepts(f raci.Finding) bool {
	return f.Open() && v.notDraft == "" && v.who.Can(access.WaiveFinding)
}
