package catalog

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"demarc/internal/raci"
)

//go:embed access.csv
var accessCSV []byte

// Access is a kind of access that functions need, with who usually holds it.
type Access struct {
	Key     raci.AccessKey
	Group   string
	Name    string
	Meaning string
	// Usual is what the three standard columns usually hold. A column that is missing
	// is not recorded, which is not the same as none.
	Usual map[raci.Kind]raci.Level
	Shows bool // the tool in which the result of the work is seen
	Note  string
}

var accessHeader = []string{"key", "group", "name", "meaning", "msp", "it", "mgmt", "shows", "note"}

// accessTable parses the embedded table once; a broken one is a broken build.
var accessTable = sync.OnceValue(func() []Access {
	table, err := loadAccess(accessCSV)
	if err != nil {
		panic(fmt.Sprintf("catalog: %v", err))
	}
	return table
})

func loadAccess(data []byte) ([]Access, error) {
	rows, err := read("access.csv", data, accessHeader)
	if err != nil {
		return nil, err
	}
	var out []Access
	for _, r := range rows {
		a := Access{
			Key: raci.AccessKey(r[0]), Group: r[1], Name: r[2], Meaning: r[3],
			Usual: map[raci.Kind]raci.Level{}, Shows: r[7] == "yes", Note: r[8],
		}
		for i, kind := range []raci.Kind{raci.MSPTeam, raci.InternalIT, raci.Management} {
			level := raci.Level(r[4+i])
			if !slices.Contains(raci.Levels, level) {
				return nil, fmt.Errorf("access.csv: %s: no level %q", a.Key, level)
			}
			if level != raci.NotRecorded {
				a.Usual[kind] = level
			}
		}
		if slices.ContainsFunc(out, func(o Access) bool { return o.Key == a.Key }) {
			return nil, fmt.Errorf("access.csv: %s appears twice", a.Key)
		}
		out = append(out, a)
	}
	return out, nil
}

// AccessKinds are the kinds of access of the library, in order. Do not change them.
func AccessKinds() []Access { return accessTable() }

// AccessByKey finds a kind of access of the library.
func AccessByKey(key raci.AccessKey) (Access, bool) {
	for _, a := range AccessKinds() {
		if a.Key == key {
			return a, true
		}
	}
	return Access{}, false
}

// Register is the register that an engagement with these columns starts with: the
// usual holders, assumed until somebody confirms them.
func Register(columns []raci.Stakeholder) raci.Register {
	var r raci.Register
	for i, a := range AccessKinds() {
		line := raci.Access{
			Key: a.Key, Group: a.Group, Name: a.Name, Position: (i + 1) * 1000, Shows: a.Shows, Note: a.Note,
			Holdings: map[raci.StakeholderID]raci.Holding{}, Rev: 1,
		}
		for _, s := range columns {
			if level := a.Usual[s.Kind]; level != raci.NotRecorded {
				line.Holdings[s.ID] = raci.Holding{Level: level}
			}
		}
		r.Access = append(r.Access, line)
	}
	return r
}

// AccessOf lists the kinds of access that a function of the library needs.
func (l Library) AccessOf(key raci.FunctionKey) []raci.AccessKey {
	f, _ := l.Function(key)
	out := make([]raci.AccessKey, len(f.Access))
	for i, code := range f.Access {
		out[i] = raci.AccessKey(code)
	}
	return out
}
