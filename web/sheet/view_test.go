package sheet

import (
	"bytes"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
)

func render(t *testing.T, src app.Source) string {
	t.Helper()
	var b bytes.Buffer
	if err := sheetPage(newView(src, document.MSPSheet, access.Actor{})).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Before an area is chosen the page says what will stand here and where to go.
func TestEmpty(t *testing.T) {
	t.Parallel()
	got := render(t, app.Source{Engagement: engagement.Engagement{ID: "e1"}})
	if !strings.Contains(got, "No sheet yet") || !strings.Contains(got, `href="/e/e1/areas"`) || strings.Contains(got, "<table") {
		t.Error("an empty draft has a sheet")
	}
}

// A sheet that is not of the version in force says so and leads there.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	e := documenttest.Engagement()
	at := "/e/" + string(e.ID)
	for _, c := range []struct {
		inForce, number int
		want            string
	}{{0, 0, ""}, {3, 3, ""}, {3, 0, "made from the draft. Version 3 is in force."}, {4, 3, "made from version 3. Version 4 is in force."}} {
		v := documenttest.Version()
		if v.Number = c.number; c.number == 0 {
			v = documenttest.Draft()
		}
		e.InForce = c.inForce
		got := render(t, app.Source{Engagement: e, Version: v, Standing: "superseded"})
		if c.want == "" && strings.Contains(got, "is in force.") || !strings.Contains(got, c.want) {
			t.Errorf("%+v: the page does not say so", c)
		}
		if c.want != "" && !strings.Contains(got, at+"/v/"+string(rune('0'+c.inForce))+"/sheets?sheet=msp") {
			t.Errorf("%+v: no way to the sheet in force", c)
		}
		if c.number == 3 && !strings.Contains(got, at+"/v/3/sheets?sheet=client") {
			t.Errorf("%+v: the other sheets are of another version", c)
		}
	}
}
