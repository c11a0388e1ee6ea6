package web

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"demarc/internal/app"
)

// The first line of /readyz is for machines, and with its status says whether this
// process can work; what people should mend stands below and is no failure.
func TestReadinessText(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	good := app.Health{Checked: at, Root: "ab12", SealedBy: "Demarc at example.org", Until: at.AddDate(3, 0, 0)}
	broken, ending, timed := good, good, good
	broken.Seal = "the certificate has ended"
	ending.Warning = "the seal certificate ends within 30 days, on 20 December 2026"
	timed.Authorities = []app.Clock{{Name: "A time"}, {Name: "B time", Reason: "it does not answer"}}
	for name, tt := range map[string]struct {
		h       app.Health
		records string
		status  int
		want    string
	}{
		"not looked at yet": {app.Health{}, "", 200, "ok\nrecords: hold\nsealing: nothing waits\nseal: not tested yet\n"},
		"good":              {good, "", 200, "ok\nrecords: hold\nsealing: nothing waits\nseal: tested 2026-11-22T14:00:00Z\nroot: ab12\ncertificate: Demarc at example.org until 2029-11-22T14:00:00Z\ntime authority: none configured\n"},
		"broken":            {broken, "", 503, "the seal does not work: the certificate has ended\nrecords: hold\nsealing: nothing waits\nseal: tested 2026"},
		"near its end":      {ending, "", 200, "\nwarning: the seal certificate ends within 30 days, on 20 December 2026\n"},
		"a clock is away":   {timed, "", 200, "\ntime authority A time: answers\ntime authority B time: it does not answer\n"},
		"a broken record":   {good, "one does not hold", 200, "ok\nrecords: one does not hold\n"},
	} {
		w := httptest.NewRecorder()
		readiness(w, tt.h, tt.records, "")
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}
