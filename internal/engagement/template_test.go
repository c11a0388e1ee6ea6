package engagement_test

import (
	"fmt"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	. "demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// template is a draft as starting an engagement makes it.
func template(preset catalog.Preset) Draft {
	d := Draft{Terms: agreement.Defaults()}
	d.Matrix.Stakeholders = []raci.Stakeholder{
		{ID: "1", Kind: raci.MSPTeam, Name: "MSP team"}, {ID: "2", Kind: raci.InternalIT, Name: "Client IT"}, {ID: "3", Kind: raci.Management, Name: "Client management"},
	}
	for _, a := range catalog.Areas() {
		mode := preset.Modes[a.Key]
		d.Matrix.Areas = append(d.Matrix.Areas, raci.Area{Key: a.Key, Name: a.Name, Mode: mode})
		for _, lib := range a.Functions {
			f := raci.Function{
				ID: raci.FunctionID(lib.Key), Key: lib.Key, Area: a.Key, Name: lib.Name, Description: lib.Description,
				Criticality: lib.Criticality, Cadence: lib.Cadence, Lock: lib.Lock, Rev: 1, Split: "Who does which part.",
			}
			if mode == raci.OutOfScope {
				f.Excluded, mode = raci.AreaExcluded, raci.Shared
			}
			f.Cells = lib.Patterns[mode].Fill(d.Matrix.Stakeholders)
			mode = preset.Modes[a.Key]
			d.Matrix.Functions = append(d.Matrix.Functions, f)
		}
	}
	return d
}

// people names everybody, as the parties step asks.
func people(d *Draft) {
	for i, name := range []string{"Tom Berg", "Priya Shah", "Dana Cole"} {
		s := &d.Matrix.Stakeholders[i]
		s.Holder, s.HolderPhone, s.Deputy = name, "+1 503 555 0100", "Deputy of "+name
	}
	d.Parties.MSP.ShortName, d.Parties.Client.ShortName = "Northgate", "Alder"
	d.Parties.Contacts = []Contact{{Level: 1, Side: party.Client, Name: "Priya Shah", Phone: "+1 503 555 0100"}}
}

// A matrix that nobody has touched yet has nothing to look at: only what is true of
// every new one, that nobody is named and nothing is agreed.
func TestUntouchedTemplatesAreCalm(t *testing.T) {
	t.Parallel()
	for _, preset := range catalog.Presets() {
		for _, named := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, people named %v", preset.Key, named), func(t *testing.T) {
				t.Parallel()
				d := template(preset)
				if named {
					people(&d)
				}
				for _, f := range d.Check() {
					if f.Rule != "V09" && (named || f.Rule != "V31") {
						t.Errorf("%s %s: %s", f.Rule, f.Severity, f.Message)
					}
				}
			})
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	d := template(catalog.Presets()[0])
	people(&d)
	b.Run("untouched", func(b *testing.B) {
		for b.Loop() {
			d.Check()
		}
	})
	for i := range 10 {
		f := d.Matrix.Functions[i]
		f.ID, f.Key, f.Name = raci.FunctionID(fmt.Sprint("own", i)), raci.FunctionKey(fmt.Sprint("own-", i)), f.Name+" in the "+fmt.Sprint(i)+"th plant"
		f.Condition = "plant only"
		d.Matrix.Functions = append(d.Matrix.Functions, f)
	}
	b.Run("with rows of one's own", func(b *testing.B) {
		for b.Loop() {
			d.Check()
		}
	})
}
