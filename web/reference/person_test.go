package reference

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/engagement"
	"demarc/internal/party"
)

func TestTel(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"+1 (503) 555-0100":        "tel:+15035550100",
		"0171 555 0100":            "tel:01715550100",
		"503.555.0100 ext. 12":     "tel:5035550100;ext=12",
		"+44 20 7946 0000 x7":      "tel:+442079460000;ext=7",
		"911":                      "tel:911",
		"ask the front desk":       "",
		"":                         "",
		"+":                        "",
		"javascript:alert(123456)": "tel:123456",
	} {
		if got := tel(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	contacts := []engagement.Contact{
		{Level: 2, Side: party.MSP, Name: "M2"},
		{Level: 1, Side: party.MSP, Name: "M1"},
		{Level: 1, Side: party.Client, Name: "C1", Email: "c1@alder.example"},
		{Level: 2, Side: party.Client, Name: "C2"},
		{Level: 3, Side: party.Client},
	}
	var night engagement.Directory
	night.MSP.AfterHours, night.Client.AfterHours = "+1 503 555 0001", "+1 503 555 0002"
	night.Client.Security = "S"
	for name, c := range map[string]struct {
		does, answers []person
		dir           engagement.Directory
		want          [][]string
	}{
		"a client's person works": {[]person{{side: party.Client}}, nil, engagement.Directory{}, [][]string{{"Level 1", "C1", "M1"}, {"Level 2", "C2", "M2"}}},
		"an MSP's person works":   {[]person{{side: party.MSP}}, []person{{side: party.Client}}, engagement.Directory{}, [][]string{{"Level 1", "M1", "C1"}, {"Level 2", "M2", "C2"}}},
		"only who answers is on":  {nil, []person{{side: party.Client}}, engagement.Directory{}, [][]string{{"Level 1", "C1", "M1"}, {"Level 2", "C2", "M2"}}},
		"nobody of the path":      {nil, nil, engagement.Directory{}, [][]string{{"Level 1", "M1", "C1"}, {"Level 2", "M2", "C2"}}},
		"numbers of the night": {
			[]person{{side: party.Client}},
			nil, night,
			[][]string{{"After hours", "0002", "0001"}, {"Level 1", "C1", "M1"}, {"Level 2", "C2", "M2"}, {"An attack", "S"}},
		},
	} {
		var got [][]string
		for _, s := range path(contacts, c.dir, working(c.does, c.answers), "Northgate", "Alder") {
			names := []string{s.title}
			for _, p := range s.people {
				if _, number, night := strings.Cut(p.Phone, "555 "); night {
					names = append(names, number)
				} else {
					names = append(names, p.Name)
				}
			}
			got = append(got, names)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestDoing(t *testing.T) {
	t.Parallel()
	msp, it, mgmt := person{stakeholder: "MSP team"}, person{stakeholder: "Client IT"}, person{stakeholder: "Client management"}
	for want, c := range map[string]card{
		"The MSP team does it.":                                         {answers: []person{it}, does: []person{msp}},
		"Client IT does the work too.":                                  {answers: []person{it}, does: []person{it}},
		"The MSP team, Client IT and Client management share the work.": {answers: []person{it}, does: []person{msp, it, mgmt}},
		"Nobody is named for the work.":                                 {answers: []person{it}},
	} {
		if got := c.doing(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
