//go:build unix

package pgembed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// aptPackage is the name for a release; without one, the distribution's own.
func aptPackage(want int) string {
	if want == 0 {
		return "postgresql"
	}
	return fmt.Sprintf("postgresql-%d", want)
}

// clusterConf keeps Debian's package from starting a cluster of its own.
const clusterConf = "/etc/postgresql-common/createcluster.conf"

// fetchAsRoot installs the distribution's package.
func fetchAsRoot(ctx context.Context, a account, want int, o Options) (postgres, error) {
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return postgres{}, errNotHere
	}
	o.Log("Installing " + aptPackage(want) + " with apt-get (about 80 MB)")
	if !exists(clusterConf) {
		if err := makeOpen(filepath.Dir(clusterConf)); err != nil {
			return postgres{}, err
		}
		if err := os.WriteFile(clusterConf, []byte("create_main_cluster = false\n"), 0o644); err != nil {
			return postgres{}, err
		}
	}
	// The lists may do as they are when they cannot be updated.
	stale := aptGet(ctx, apt, nil, "update", "-qq")
	if err := aptGet(ctx, apt, nil, "install", "-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", aptPackage(want)); err != nil {
		return postgres{}, errors.Join(stale, err)
	}
	if p, ok := installed(ctx, a, want); ok {
		return p, nil
	}
	return postgres{}, fmt.Errorf("%s holds no PostgreSQL that fits", aptPackage(want))
}

// fetchPrivately downloads the distribution's packages and unpacks them into
// the cache, which needs no rights. Everything that apt would keep in /var
// is kept there too.
func fetchPrivately(ctx context.Context, a account, want int, o Options) (postgres, error) {
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() == 0 {
		return postgres{}, errNotHere
	}
	dpkg, err := exec.LookPath("dpkg")
	if err != nil {
		return postgres{}, errNotHere
	}
	dir := filepath.Join(o.CacheDir, "postgres", aptPackage(want))
	if !exists(dir) {
		o.Log("Downloading " + aptPackage(want) + " with apt-get into the cache (about 60 MB)")
		if err := unpackDebs(ctx, apt, dpkg, a.name, aptPackage(want), dir); err != nil {
			return postgres{}, err
		}
	}
	p, err := unpacked(ctx, a, dir)
	if err != nil {
		return p, fmt.Errorf("PostgreSQL from apt-get does not run here: %w", err)
	}
	if !p.fits(want) {
		return p, fmt.Errorf("apt-get has PostgreSQL %s", p.version)
	}
	return p, nil
}

func unpackDebs(ctx context.Context, apt, dpkg, name, pack, dir string) error {
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".apt-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, d := range []string{"lists/partial", "cache/archives/partial", "x"} {
		if err := os.MkdirAll(filepath.Join(tmp, d), 0o755); err != nil {
			return err
		}
	}
	own := []string{
		"-o", "Dir::State::lists=" + filepath.Join(tmp, "lists"),
		"-o", "Dir::Cache=" + filepath.Join(tmp, "cache"),
		"-o", "Dir::State::extended_states=" + filepath.Join(tmp, "extended"),
		"-o", "Debug::NoLocking=1",
		"-o", "APT::Sandbox::User=" + name,
	}
	if err := aptGet(ctx, apt, own, "update", "-qq"); err != nil {
		return err
	}
	if err := aptGet(ctx, apt, own, "install", "-qq", "-y", "--no-install-recommends", "--download-only", pack); err != nil {
		return err
	}
	debs, err := filepath.Glob(filepath.Join(tmp, "cache/archives/*.deb"))
	if err != nil {
		return err
	}
	for _, deb := range debs {
		if out, err := exec.CommandContext(ctx, dpkg, "-x", deb, filepath.Join(tmp, "x")).CombinedOutput(); err != nil {
			return fmt.Errorf("unpack %s: %w: %s", filepath.Base(deb), err, lastLine(string(out)))
		}
	}
	return os.Rename(filepath.Join(tmp, "x"), dir)
}

func aptGet(ctx context.Context, apt string, own []string, args ...string) error {
	cmd := exec.CommandContext(ctx, apt, append(own, args...)...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("apt-get %s: %w: %s", args[0], err, lastLine(string(out)))
	}
	return nil
}
