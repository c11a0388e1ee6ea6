package engagement

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/web/page"
	"demarc/web/ui"
)

// fixed are the terms that this version of the product decides itself.
var fixed = map[string]string{
	"esign.method":         "Signers type their name, and may draw a signature beside it where the agreement says so. Other ways are not offered yet.",
	"esign.identity_check": "Signers come by a link in an email to them alone, and enter a code from a second one. Other checks are not offered yet.",
}

// asked are the fields that the terms step asks for.
func asked() []agreement.Field {
	var out []agreement.Field
	for _, f := range agreement.Fields() {
		if !app.FromParties(f) && fixed[f.Key] == "" {
			out = append(out, f)
		}
	}
	return out
}

// terms shows the commercial terms.
func (s Screen) terms(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openTerms(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, termsPage(newTermsView(termsSheet(r, d), d, termsForm(d))))
}

func (s Screen) openTerms(r *http.Request) (engagement.Draft, error) {
	return s.App.Terms.Open(r.Context(), page.Actor(r), idOf(r))
}

func termsSheet(r *http.Request, d engagement.Draft) sheet {
	v := newSheet(r, d.Engagement, "terms", "Terms")
	v.page.Scripts = []string{"leave.js", "terms.js"}
	return v
}

// termsForm is the terms as they are stored.
func termsForm(d engagement.Draft) *page.Form {
	f := &page.Form{}
	for _, field := range asked() {
		value := d.Terms.Value(field.Key)
		if field.Type == agreement.Set {
			f.Set(field.Key, strings.Split(value, "|")...)
			continue
		}
		f.Set(field.Key, value)
	}
	return f
}

// saveTerms keeps what was typed, all of it or nothing.
func (s Screen) saveTerms(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	typed := readTerms(f)
	rev := f.Int("rev", 0, 1<<30)
	if f.OK() {
		err = s.App.Terms.Save(r.Context(), page.Actor(r), idOf(r), typed, rev)
	}
	if f.OK() && err == nil {
		to := "/e/" + string(idOf(r)) + "/terms"
		if f.Value("then") == "areas" {
			to = "/e/" + string(idOf(r)) + "/areas"
		}
		return page.Redirect(w, r, to, page.Done("Saved the terms."))
	}
	status := f.Again(err)
	if status == 0 {
		return err
	}
	d, openErr := s.openTerms(r)
	if openErr != nil {
		return openErr
	}
	v := newTermsView(termsSheet(r, d), d, f)
	if status == http.StatusConflict {
		v.sheet = v.told("warn", err.Error())
		v.differs = differingTerms(d.Terms, typed)
	} else {
		v.sheet = v.failed()
	}
	return page.Render(w, r, status, termsPage(v))
}

// readTerms reads the fields that were sent. A group of boxes sends an empty value
// beside its ticks, so that none ticked is told from not asked.
func readTerms(f *page.Form) map[string]string {
	typed := map[string]string{}
	for _, field := range asked() {
		if !f.Has(field.Key) {
			continue
		}
		switch field.Type {
		case agreement.Set:
			var ticked []string
			for _, v := range f.Many(field.Key, 50, page.MaxLine) {
				if v != "" {
					ticked = append(ticked, v)
				}
			}
			typed[field.Key] = strings.Join(ticked, "|")
		case agreement.List, agreement.Prices, agreement.Address:
			typed[field.Key] = f.Text(field.Key, page.MaxLong)
		default:
			typed[field.Key] = f.Line(field.Key, page.MaxText)
		}
	}
	return typed
}

// differingTerms says where what is stored now differs from what was typed.
func differingTerms(now agreement.Terms, typed map[string]string) []difference {
	var out []difference
	for _, field := range asked() {
		raw, sent := typed[field.Key]
		if !sent {
			continue
		}
		value, err := agreement.Parse(field.Key, raw)
		if err != nil {
			value = raw
		}
		if have := now.Value(field.Key); have != value {
			out = append(out, difference{field.Label, shown(field, have), shown(field, value)})
		}
	}
	return out
}

// shown is a canonical value as the form words it.
func shown(f agreement.Field, value string) string {
	switch f.Type {
	case agreement.Enum, agreement.Set:
		var labels []string
		for v := range strings.SplitSeq(value, "|") {
			if c, ok := f.Choice(v); ok {
				labels = append(labels, c.Label)
			}
		}
		return strings.Join(labels, ", ")
	case agreement.Bool:
		if on, err := strconv.ParseBool(value); err == nil {
			if on {
				return "Yes"
			}
			return "No"
		}
	case agreement.Date:
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return ui.Day(day)
		}
	default:
	}
	return value
}
