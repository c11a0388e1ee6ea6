package documenttest

import (
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// TimedMatrix is Matrix with two functions in which the teams share the week, and people
// named for one of them.
func TimedMatrix() raci.Matrix {
	m := Matrix()
	for i, key := range []raci.FunctionKey{"hd-afterhours", "bk-test"} {
		for j := range m.Functions {
			f := &m.Functions[j]
			if f.Key != key {
				continue
			}
			msp, it := m.Stakeholders[0].ID, m.Stakeholders[1].ID
			f.Put(msp, raci.AccountableAndDoing, raci.AfterHours)
			f.Put(it, raci.AccountableAndDoing, raci.BusinessHours)
			f.Put(m.Stakeholders[2].ID, raci.Informed, raci.Always)
			if i == 0 {
				f.Appoint(it, raci.Holder{Person: "Sam Ortiz", Deputy: "Lee Chan"})
			}
		}
	}
	return m
}

// Timed is a version of TimedMatrix.
func Timed() engagement.Version {
	content, _ := engagement.Draw(engagement.Draft{Engagement: Engagement(), Parties: Parties(), Terms: Terms(), Matrix: TimedMatrix(), Register: Register()})
	v, err := engagement.Freeze(content, 3, Frozen)
	if err != nil {
		panic("documenttest: " + err.Error())
	}
	return v
}
