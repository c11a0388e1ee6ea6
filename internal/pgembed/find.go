//go:build unix

package pgembed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"demarc/internal/pgembed/flock"
)

// oldest is the first release that has security_invoker views.
const oldest = 15

// A postgres is a set of server binaries that was seen to run.
type postgres struct {
	bin     string // folder of initdb and postgres
	version string // "15.18"
	major   int
	libs    string // LD_LIBRARY_PATH, for packages unpacked outside their place
}

// wellKnown are the folders of distributions, Homebrew, Postgres.app and the
// EDB installer.
var wellKnown = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/Library/PostgreSQL/*/bin",
}

// find returns binaries that a may run: of release want, or when want is 0
// the newest there are. It looks at DEMARC_PG_BIN, which must fit; at
// DEMARC_PG_TARBALL; on this machine; in the cache; and then it fetches.
func find(ctx context.Context, a account, want int, o Options) (postgres, error) {
	o.Log("Looking for Postgres")
	if dir := os.Getenv("DEMARC_PG_BIN"); dir != "" {
		return named(ctx, a, want, dir)
	}
	if p, ok := present(ctx, a, want, o); ok {
		return p, nil
	}
	if err := openCache(a, o); err != nil {
		return postgres{}, err
	}
	lock, err := flock.Lock(ctx, filepath.Join(o.CacheDir, "postgres", "lock"))
	if err != nil {
		return postgres{}, err
	}
	defer lock.Close()
	// Another process may have fetched it while we waited.
	if p, ok := present(ctx, a, want, o); ok {
		return p, nil
	}
	return fetch(ctx, a, want, o)
}

// present finds what needs no fetching.
func present(ctx context.Context, a account, want int, o Options) (postgres, bool) {
	if os.Getenv("DEMARC_PG_TARBALL") == "" || want != 0 && want != bundleMajor {
		if p, ok := installed(ctx, a, want); ok {
			o.Log("Found PostgreSQL " + p.version + " in " + p.bin)
			return p, true
		}
	}
	return cached(ctx, a, want, o.CacheDir)
}

// named checks the binaries that DEMARC_PG_BIN names.
func named(ctx context.Context, a account, want int, dir string) (postgres, error) {
	p, err := probe(ctx, a, dir, "")
	switch {
	case err != nil:
		return p, setup("DEMARC_PG_BIN is %s, where no PostgreSQL runs: %w. Name the folder that holds initdb and postgres.", dir, err)
	case p.major < oldest:
		return p, setup("DEMARC_PG_BIN holds PostgreSQL %s, and Demarc needs %d or newer.", p.version, oldest)
	case want != 0 && p.major != want:
		return p, setup("DEMARC_PG_BIN holds PostgreSQL %s, but the data folder was made by PostgreSQL %d. Name a folder of PostgreSQL %d, or choose another data folder with --data-dir.", p.version, want, want)
	}
	return p, nil
}

// installed looks on the path and in the well-known folders.
func installed(ctx context.Context, a account, want int) (best postgres, ok bool) {
	var dirs []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(initdb))
	}
	for _, pattern := range wellKnown {
		found, _ := filepath.Glob(pattern)
		dirs = append(dirs, found...)
	}
	seen := map[string]bool{}
	for _, dir := range dirs {
		p, err := probe(ctx, a, dir, "")
		if err != nil || seen[p.bin] {
			continue
		}
		seen[p.bin] = true
		if p.fits(want) && p.major > best.major {
			best, ok = p, true
		}
	}
	return best, ok
}

// cached looks among what an earlier run has fetched.
func cached(ctx context.Context, a account, want int, cache string) (best postgres, ok bool) {
	dirs, _ := filepath.Glob(filepath.Join(cache, "postgres", "*"))
	for _, dir := range dirs {
		p, err := unpacked(ctx, a, dir)
		if err == nil && p.fits(want) && p.major > best.major {
			best, ok = p, true
		}
	}
	return best, ok
}

// unpacked finds the binaries in a folder of the cache: a bundle, which knows
// where its libraries are, or Debian's packages, which have to be told.
func unpacked(ctx context.Context, a account, dir string) (postgres, error) {
	if bin := filepath.Join(dir, "native", "bin"); exists(bin) {
		return probe(ctx, a, bin, "")
	}
	libs, _ := filepath.Glob(filepath.Join(dir, "usr/lib/*-linux-*"))
	more, _ := filepath.Glob(filepath.Join(dir, "lib/*-linux-*"))
	bins, _ := filepath.Glob(filepath.Join(dir, "usr/lib/postgresql/*/bin"))
	if len(bins) == 0 {
		return postgres{}, errors.New("no PostgreSQL in it")
	}
	return probe(ctx, a, bins[0], strings.Join(append(libs, more...), ":"))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (p postgres) fits(want int) bool {
	return p.major == want || want == 0 && p.major >= oldest
}

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) ((\d+)\S*)`)

// probe runs `postgres --version` as the account that will run the server,
// which also finds folders that it may not enter and libraries that are
// missing. Links are resolved, as PostgreSQL finds its other files from where
// it really is.
func probe(ctx context.Context, a account, dir, libs string) (postgres, error) {
	initdb, err := filepath.EvalSymlinks(filepath.Join(dir, "initdb"))
	if err != nil {
		return postgres{}, pathless(err)
	}
	p := postgres{bin: filepath.Dir(initdb), libs: libs}
	out, err := p.command(ctx, a, "postgres", "--version").Output()
	if err != nil {
		if bad, ok := errors.AsType[*exec.ExitError](err); ok && len(bad.Stderr) > 0 {
			return p, errors.New(lastLine(string(bad.Stderr)))
		}
		return p, fmt.Errorf("as %s: %w", a.name, pathless(err))
	}
	m := versionLine.FindStringSubmatch(string(out))
	if m == nil {
		return p, fmt.Errorf("it calls itself %.60q", out)
	}
	p.version = m[1]
	p.major, err = strconv.Atoi(m[2])
	return p, err
}

// complaint is the line that says what went wrong; hints follow it.
func complaint(s string) string {
	for line := range strings.Lines(s) {
		if strings.Contains(line, "error:") || strings.Contains(line, "FATAL:") {
			return strings.TrimSpace(line)
		}
	}
	return lastLine(s)
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
