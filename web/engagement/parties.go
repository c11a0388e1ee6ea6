package engagement

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/web/page"
)

// signerRows are the signers a side's form has room for.
const signerRows = 3

// levels of the escalation path.
const levels = 4

// parties shows companies, signers, contacts and columns.
func (s Screen) parties(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openParties(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, partiesPage(newPartiesView(partiesSheet(r, d), d)))
}

func (s Screen) openParties(r *http.Request) (engagement.Draft, error) {
	return s.App.Parties.Open(r.Context(), page.Actor(r), idOf(r))
}

func partiesSheet(r *http.Request, d engagement.Draft) sheet {
	v := newSheet(r, d.Engagement, "parties", "Parties")
	v.page.Scripts = []string{"leave.js"}
	return v
}

// saveSide keeps what was typed about one side.
func (s Screen) saveSide(w http.ResponseWriter, r *http.Request) error {
	side := party.Side(chi.URLParam(r, "side"))
	if side != party.MSP && side != party.Client {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in, slots := readSide(f, side)
	if f.OK() {
		err = s.App.Parties.SaveSide(r.Context(), page.Actor(r), idOf(r), in)
		if err == nil {
			return page.Redirect(w, r, r.URL.Path[:strings.LastIndex(r.URL.Path, "/")]+"#"+string(side), page.Done("Saved what you wrote about "+in.Party.ShortName+"."))
		}
	}
	status := f.Again(toRows(err, slots))
	if status == 0 {
		return err
	}
	d, openErr := s.openParties(r)
	if openErr != nil {
		return openErr
	}
	v := newPartiesView(partiesSheet(r, d), d)
	if status == http.StatusConflict {
		v.sheet = v.told("warn", err.Error())
		v.differs = v.differences(string(side), f)
	} else {
		v.sheet = v.failed()
	}
	v.forms[string(side)] = f
	v.broken = string(side)
	return page.Render(w, r, status, partiesPage(v))
}

// readSide reads the form of one side. Rows left blank are nobody; slots says in
// which row of the form each signer stands.
func readSide(f *page.Form, side party.Side) (in app.Side, slots []int) {
	in.Party = party.Party{
		Side: side, LegalName: f.Line("legal_name", page.MaxText), ShortName: f.Line("short_name", page.MaxText), EntityType: f.Line("entity_type", page.MaxText),
		FormedIn: f.Line("formed_in", page.MaxText), Address: f.Text("address", page.MaxText), Notice: f.Line("notice_email", page.MaxText), Rev: f.Int("rev", 0, 1<<30),
	}
	for i := 0; f.Has(signerKey(i, "name")); i++ {
		g := engagement.Signatory{
			Side: side, Name: f.Line(signerKey(i, "name"), page.MaxText), Title: f.Line(signerKey(i, "title"), page.MaxText), Email: f.Line(signerKey(i, "email"), page.MaxText),
		}
		if g.Name+g.Title+g.Email != "" {
			in.Signatories = append(in.Signatories, g)
			slots = append(slots, i)
		}
	}
	for level := 1; level <= levels; level++ {
		line := func(what string) string { return f.Line(contactKey(level, what), page.MaxText) }
		c := engagement.Contact{Level: level, Side: side, Name: line("name"), Role: line("role"), Phone: line("phone"), Email: line("email"), Deputy: line("deputy"), DeputyPhone: line("deputy_phone"), Hours: line("hours")}
		if c.Name+c.Role+c.Phone+c.Email+c.Deputy+c.DeputyPhone+c.Hours != "" {
			in.Contacts = append(in.Contacts, c)
		}
	}
	line := func(name string) string { return f.Line(name, page.MaxText) }
	in.Reach = engagement.Reach{
		AfterHours: line("after_hours"), Security: line("security_name"), SecurityPhone: line("security_phone"), SecurityEmail: line("security_email"),
		Deputy: line("security_deputy"), DeputyPhone: line("security_deputy_phone"),
	}
	return in, slots
}

func signerKey(row int, what string) string    { return fmt.Sprintf("signer_%d_%s", row, what) }
func contactKey(level int, what string) string { return fmt.Sprintf("contact_%d_%s", level, what) }

// toRows moves what is wrong with the n-th signer to the row where it was typed.
func toRows(err error, slots []int) error {
	problem, ok := fault.Of(err)
	if !ok || len(problem.Fields) == 0 {
		return err
	}
	moved := maps.Clone(problem.Fields)
	for i, slot := range slices.Backward(slots) {
		for _, what := range []string{"name", "title", "email"} {
			if text, wrong := problem.Fields[signerKey(i, what)]; wrong && slot != i {
				delete(moved, signerKey(i, what))
				moved[signerKey(slot, what)] = text
			}
		}
	}
	return fault.Fields(moved)
}

// formOf is the stored side as its form shows it.
func formOf(d engagement.Draft, side party.Side) *page.Form {
	p := d.Parties.Of(side)
	values := map[string]string{
		"rev": fmt.Sprint(p.Rev), "legal_name": p.LegalName, "short_name": p.ShortName, "entity_type": p.EntityType,
		"formed_in": p.FormedIn, "address": p.Address, "notice_email": p.Notice,
	}
	r := d.Parties.Directory.Reach(side)
	maps.Copy(values, map[string]string{
		"after_hours": r.AfterHours, "security_name": r.Security, "security_phone": r.SecurityPhone, "security_email": r.SecurityEmail,
		"security_deputy": r.Deputy, "security_deputy_phone": r.DeputyPhone,
	})
	row := 0
	for _, s := range d.Parties.Signatories {
		if s.Side == side {
			values[signerKey(row, "name")], values[signerKey(row, "title")], values[signerKey(row, "email")] = s.Name, s.Title, s.Email
			row++
		}
	}
	for _, c := range d.Parties.Contacts {
		if c.Side == side {
			for what, value := range map[string]string{"name": c.Name, "role": c.Role, "phone": c.Phone, "email": c.Email, "deputy": c.Deputy, "deputy_phone": c.DeputyPhone, "hours": c.Hours} {
				values[contactKey(c.Level, what)] = value
			}
		}
	}
	return page.FormOf(values)
}

// differences says where what is stored now differs from what was typed into a form.
func (v partiesView) differences(key string, typed *page.Form) []difference {
	var out []difference
	now := v.forms[key]
	for _, name := range slices.Sorted(maps.Keys(fieldNames)) {
		if a, b := now.Value(name), strings.ReplaceAll(strings.TrimSpace(typed.Value(name)), "\r\n", "\n"); typed.Has(name) && a != b {
			out = append(out, difference{v.label(key, name), a, b})
		}
	}
	return out
}

// difference is a field that somebody else changed meanwhile.
type difference struct{ label, now, typed string }
