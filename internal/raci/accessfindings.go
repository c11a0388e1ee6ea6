package raci

import "fmt"

// Check holds the matrix against the register: whoever answers for a function or does
// its work must hold the access that it needs (V22), and internal IT must be able to
// look at what it answers for (V23). needs tells which kinds of access a function
// of the library needs.
//
// Client management decides and does not operate, so it is asked only where it does
// the work. A column that is not recorded is no finding: the register is silent, it
// does not say no.
func (r Register) Check(m Matrix, ctx Context, needs func(FunctionKey) []AccessKey) []Finding {
	names := &sight{ctx: ctx}
	lines := make(map[AccessKey]Access, len(r.Access))
	for _, a := range r.Access {
		lines[a.Key] = a
	}
	var out []Finding
	for _, f := range m.Functions {
		if !f.In() {
			continue
		}
		for _, key := range needs(f.Key) {
			line, known := lines[key]
			if !known {
				continue
			}
			for _, s := range m.Stakeholders {
				if finding, bad := checkAccess(f, s, names.party(s), line); bad {
					out = append(out, finding)
				}
			}
		}
	}
	return out
}

// checkAccess is V22 or V23 for one function, stakeholder and line. Where both would
// say the same, the one that is easier to mend speaks, but never less severely.
func checkAccess(f Function, s Stakeholder, party string, line Access) (Finding, bool) {
	as, level := f.Cell(s.ID), line.Level(s.ID)
	out := Finding{
		Function: f.ID, Area: f.Area, Page: "access", Field: AccessField(line.Key), Severity: Warn,
	}
	needed := as.Does() || as.Answers() && s.Kind != Management
	blind := s.Kind == InternalIT && as.Answers() && line.Shows && level != NotRecorded && !level.Sees()
	switch {
	case level == NoAccess && needed && (f.Criticality == Critical || !blind || as.Does()):
		out.Rule, out.Fix = "V22", "Open the access register"
		if f.Criticality == Critical {
			out.Severity = Block
		}
		if as.Answers() {
			out.Message = fmt.Sprintf("%s answers for “%s” but has no access to “%s”. Give the access or move the A.", party, f.Name, line.Name)
		} else {
			out.Message = fmt.Sprintf("%s does the work of “%s” but has no access to “%s”. Give the access or move the R.", party, f.Name, line.Name)
		}
		return out, true
	case blind:
		out.Rule, out.Fix = "V23", "Grant read"
		out.Message = fmt.Sprintf("%s answers for “%s” but cannot look into “%s”, which shows the result.", party, f.Name, line.Name)
		return out, true
	}
	return out, false
}

// AccessField is how a finding names a line of the register.
func AccessField(k AccessKey) string { return "access." + string(k) }
