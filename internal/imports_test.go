package internal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The floors of the house. A package imports only packages of lower floors; a package
// without a floor fails, so that a new package is a decision. See README.
const (
	rules = iota + 1
	models
	machines
	gates
	desk
	kit
	pages
	screens
	site
	stage
	edge
)

// floor has the rules floor in two steps and the machines in two, because a few of
// each stand on their neighbours: engagement on raci and agreement, jobs on store.
var floor = map[string]int{
	"internal/fault": rules, "internal/party": rules, "internal/audit": rules,
	"internal/raci": rules, "internal/agreement": rules, "internal/signing": rules, "internal/access": rules,
	"internal/review": models, "internal/notice": models, "internal/catalog": models, "internal/friction": models, "internal/intake": models, "internal/engagement": models, "internal/document": models,
	"internal/document/html": machines, "internal/document/pdf": machines,
	"internal/document/docx": machines, "internal/document/xlsx": machines, "internal/document/plot": machines, "internal/document/qr": machines,
	"internal/seal": machines, "internal/seal/sealtest": gates, "internal/mail": machines,
	"internal/pgembed": machines, "internal/pgembed/flock": machines, "internal/pgembed/npmpack": machines,
	"migrations": rules, "internal/store": machines,
	"internal/verify": gates,
	"internal/live":   gates, "internal/jobs": gates, "internal/store/storetest": gates, "internal/browsertest": gates, "internal/document/documenttest": gates,
	"internal/app": desk, "internal/app/apptest": kit,
	"web/ui": kit, "web/page": pages, "web/frame": pages, "web/account/people": pages, "web/review/talk": pages,
	"web/account": screens, "web/home": screens, "web/client": screens, "web/engagement": screens, "web/matrix": screens, "web/pack": screens, "web/framework": screens,
	"web/friction": screens, "web/reports": screens, "web/evidence": screens,
	"web/agreement": screens, "web/envelope": screens, "web/version": screens, "web/verify": screens, "web/trust": screens, "web/licenses": screens, "web/reference": screens, "web/library": screens,
	"web/settings": screens, "web/register": screens,
	"web/sheet": screens, "web/vote": screens, "web/workshop": screens, "web/notice": screens, "web/review": screens,
	"web":                site,
	"internal/sitetest":  stage, // runs the whole site for journeys
	"internal/app/races": edge,  // tests of a round's races, a thousand times each
	"web/probe":          edge,  // tests of every address and form of the whole site
	"web/journey":        edge,  // tests of the whole site in browsers
	"web/teams":          edge,  // the same, of two teams in one matrix
	"web/looks":          edge,  // tests of what the screens look like
	"web/looks/signing":  edge,  // the same, of signing and of what is left of it
	"cmd/demarc":         edge,
}

// beside lists the imports within one floor that are meant.
var beside = map[string][]string{
	"internal/party":           {"internal/fault"},
	"internal/raci":            {"internal/fault", "internal/party"},
	"internal/signing":         {"internal/fault", "internal/party"},
	"internal/access":          {"internal/fault", "internal/party"},
	"internal/agreement":       {"internal/fault"},
	"internal/engagement":      {"internal/catalog"},
	"internal/document":        {"internal/engagement"},
	"internal/document/pdf":    {"internal/document/qr"},
	"internal/pgembed":         {"internal/pgembed/flock", "internal/pgembed/npmpack"},
	"internal/pgembed/npmpack": {"internal/pgembed/flock"},
	"web/account/people":       {"web/page"},
	"web/review/talk":          {"web/page"},
}

// forbidden lists what a package may not import though it is lower, or foreign.
var forbidden = []struct{ who, what, why string }{
	{"web", "demarc/internal/store", "only the desk opens transactions"},
	{"web", "github.com/jackc/pgx", "only the store speaks SQL"},
	{"internal/app", "net/http", "the desk knows no HTTP"},
	{"internal/app", "github.com/jackc/pgx", "only the store speaks SQL"},
	{"internal/app", "github.com/a-h/templ", "the desk knows no HTML"},
	{"internal/document/", "demarc/internal/store", "a writer is a pure function of the model"},
	{"internal/mail", "demarc/internal/store", "mail knows no reason"},
	{"internal/seal", "demarc/internal/store", "sealing knows bytes only"},
}

// pure is the rules floor: the standard library without context, HTTP or SQL.
var impure = []string{"context", "net/http", "database/sql", "os"}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestFloors(t *testing.T) {
	t.Parallel()
	gone := maps.Clone(floor)
	for _, p := range list(t) {
		who := strings.TrimPrefix(p.ImportPath, "demarc/")
		at, ok := floor[who]
		delete(gone, who)
		if !ok {
			if who != "internal" {
				t.Errorf("%s has no floor: decide which, and write it into this test and the README", who)
			}
			continue
		}
		for _, what := range p.Imports {
			if lower, ours := strings.CutPrefix(what, "demarc/"); ours {
				if floor[lower] >= at && !slices.Contains(beside[who], lower) {
					t.Errorf("%s imports %s, which is not on a lower floor", who, lower)
				}
			} else if at <= models && strings.Contains(what, ".") {
				t.Errorf("%s is a rule and imports the module %s", who, what)
			}
			if at <= models && slices.Contains(impure, what) {
				t.Errorf("%s is a rule and imports %s", who, what)
			}
			for _, f := range forbidden {
				if (who == f.who || strings.HasPrefix(who, strings.TrimSuffix(f.who, "/")+"/")) && strings.HasPrefix(what, f.what) {
					t.Errorf("%s imports %s: %s", who, what, f.why)
				}
			}
		}
		for _, lower := range beside[who] {
			if !slices.Contains(p.Imports, "demarc/"+lower) {
				t.Errorf("%s may import %s and does not: take it off the list", who, lower)
			}
		}
	}
	for who := range gone {
		t.Errorf("%s has a floor and is no package", who)
	}
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".."
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, errs.String())
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
