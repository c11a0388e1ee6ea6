package probe_test

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"demarc/internal/raci"
	"demarc/internal/store"
)

// request makes the path and the form of a line of the table for somebody: one that
// would do what it is for, were it allowed.
func (p *probe) request(row probeRow, name string) (string, url.Values) {
	p.t.Helper()
	e := p.draft
	switch {
	case strings.Contains(row.pattern, "/v/"):
		e = p.force
	case strings.Contains(row.pattern, "{envelope}"):
		e = p.out
	}
	fill := map[string]string{
		"engagement": string(e.ID), "client": string(p.client.ID), "envelope": string(p.round.ID), "n": "1", "seq": "1", "day": p.day, "pack": "legal", "framework": "hipaa", "side": "client", "token": p.token,
		"accent": "0b6e4f", "mark": p.logo,
		"shelf": "functions", "key": ourFunction,
		"sheet": "client",
	}
	form := url.Values{}
	if make := formOf(row.pattern); make != nil && (row.method == "POST" || strings.Contains(row.pattern, "{token}") || strings.Contains(row.pattern, "{vote}")) {
		form = make(p, name, fill)
	}
	if strings.Contains(row.pattern, "{fn}") && fill["fn"] == "" {
		fill["fn"] = string(p.function().ID)
	}
	if strings.Contains(row.pattern, "{stakeholder}") && fill["stakeholder"] == "" {
		fill["stakeholder"] = string(p.columnID(raci.InternalIT))
	}
	path := row.pattern
	for key, value := range fill {
		path = strings.ReplaceAll(path, "{"+key+"}", value)
	}
	if row.pattern == "/assets/*" {
		path = "/assets/ui.css"
	}
	if row.pattern == "/signin/code" && row.method == "GET" {
		path += "?id=" + store.NewID()
	}
	return path, form
}

// makeForm makes a form that does what its address is for. It may change what the path
// is filled with.
type makeForm func(p *probe, name string, fill map[string]string) url.Values

func formOf(pattern string) makeForm {
	for _, forms := range []map[string]makeForm{siteForms, engagementForms, matrixForms, togetherForms} {
		if make := forms[pattern]; make != nil {
			return make
		}
	}
	return nil
}

func fresh(at string) string { return fmt.Sprintf("p%d@%s.example", time.Now().UnixNano(), at) }

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}
