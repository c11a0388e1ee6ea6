package browsertest

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/andybalholm/brotli"

	"demarc/internal/pgembed"
	"demarc/internal/pgembed/flock"
	"demarc/internal/pgembed/npmpack"
)

// A chromium is a browser that was seen to run.
type chromium struct {
	path  string
	env   []string
	flags []string
}

var names = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// packed is a headless build that needs nothing installed, 70 MB packed.
var packed = npmpack.Package{
	Name:      "@sparticuz/chromium",
	Version:   "153.0.0",
	Integrity: "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
}

// find looks on the path, takes the packed build, or installs Debian's.
func find(ctx context.Context, log func(string)) (chromium, error) {
	if c, ok := installed(ctx); ok {
		return c, nil
	}
	c, err := fetchPacked(ctx, filepath.Join(pgembed.DefaultCacheDir(), "chromium", packed.Version), log)
	if err == nil {
		return c, nil
	}
	aptErr := installWithApt(ctx, log)
	if aptErr == nil {
		if c, ok := installed(ctx); ok {
			return c, nil
		}
		aptErr = errors.New("apt-get: the package holds no browser that runs")
	}
	return c, fmt.Errorf("no Chromium on the path (%w; %w); install chromium", err, aptErr)
}

func installed(ctx context.Context) (chromium, bool) {
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if c := (chromium{path: path}); c.runs(ctx) == nil {
			return c, true
		}
	}
	return chromium{}, false
}

// runs tells what is wrong with a browser that misses a library, or with a
// script that only says how to install one.
func (c chromium) runs(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.path, "--version")
	cmd.Env = append(os.Environ(), c.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s does not run: %w: %.300s", c.path, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// fetchPacked unpacks the npm package into dir, or finds it there.
func fetchPacked(ctx context.Context, dir string, log func(string)) (chromium, error) {
	c := chromium{
		path:  filepath.Join(dir, "chromium"),
		env:   []string{"LD_LIBRARY_PATH=" + filepath.Join(dir, "lib"), "FONTCONFIG_PATH=" + dir},
		flags: []string{"no-zygote"},
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return c, errors.New("npm has none for " + runtime.GOOS + "/" + runtime.GOARCH)
	}
	if _, err := os.Stat(dir); err != nil {
		if _, err := exec.LookPath("npm"); err != nil {
			return c, npmpack.ErrNoClient
		}
		log("Fetching Chromium " + packed.Version + " with npm (about 70 MB)")
	}
	in := npmpack.Install{Package: packed, Finish: unbrotli, Keep: func(name string) bool {
		return name == "LICENSE" || strings.HasSuffix(name, ".br")
	}}
	if err := in.To(ctx, dir); err != nil {
		return c, err
	}
	return c, c.runs(ctx)
}

// unbrotli turns the archives into the browser, its libraries and its fonts,
// all in one folder.
func unbrotli(_ context.Context, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range []string{"al2023.tar", "fonts.tar", "swiftshader.tar", "chromium"} {
		in, err := root.Open("bin/" + name + ".br")
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".tar") {
			err = untar(root, brotli.NewReader(in))
		} else {
			err = put(root, name, 0o755, brotli.NewReader(in))
		}
		in.Close()
		if err != nil {
			return fmt.Errorf("unpack %s: %w", name, err)
		}
	}
	// The package's own configuration names folders of the cloud it is for.
	config := `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>` +
		`<dir prefix="relative">fonts</dir><dir>/usr/share/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>`
	return errors.Join(root.WriteFile("fonts.conf", []byte(config), 0o644), root.RemoveAll("bin"))
}

func untar(root *os.Root, r io.Reader) error {
	for tr := tar.NewReader(r); ; {
		h, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		name := path.Clean(h.Name)
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		if err := put(root, name, h.FileInfo().Mode().Perm(), tr); err != nil {
			return err
		}
	}
}

func put(root *os.Root, name string, mode os.FileMode, r io.Reader) error {
	f, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// installWithApt is for root on Debian, where it takes a minute.
func installWithApt(ctx context.Context, log func(string)) error {
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return errors.New("apt-get is not here or needs root")
	}
	lock, err := flock.Lock(ctx, filepath.Join(os.TempDir(), "demarc-apt.lock"))
	if err != nil {
		return err
	}
	defer lock.Close()
	log("Installing chromium with apt-get")
	for _, args := range [][]string{{"update", "-qq"}, {"install", "-qq", "-y", "--no-install-recommends", "chromium"}} {
		cmd := exec.CommandContext(ctx, apt, args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w: %.300s", args[0], err, out)
		}
	}
	return nil
}
