// Package npmpack fetches one pinned package with the npm client and unpacks
// it into a private cache. It runs no script of the package, makes no
// node_modules, and trusts nothing but the digest in our source. It knows
// nothing of what is inside: callers finish what they unpack.
package npmpack

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"demarc/internal/pgembed/flock"
)

// ErrNoClient is returned when there is no npm on the path.
var ErrNoClient = errors.New("no npm on the path")

// maxUnpacked bounds what one package may write, in bytes.
const maxUnpacked = 1 << 30

// A Package is pinned by version and by the digest that `npm view NAME
// dist.integrity` shows: "sha512-" and base64.
type Package struct {
	Name, Version, Integrity string
}

// An Install says where a package goes and what is done with it.
type Install struct {
	Package Package
	Tarball string                                      // use this file, do not ask npm
	Keep    func(name string) bool                      // which files, named without the leading "package/"; nil keeps all
	Finish  func(ctx context.Context, dir string) error // runs in the new folder before it gets its name
	Log     func(string)
}

// To makes dir hold the unpacked package. A folder that exists is complete
// and is left alone: dir appears by a rename, when all of it is there.
// Several processes may call To at once; one works and the others wait.
func (in Install) To(ctx context.Context, dir string) error {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	lock, err := flock.Lock(ctx, dir+".lock")
	if err != nil {
		return err
	}
	defer lock.Close()
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	tmp, err := os.MkdirTemp(parent, ".unpack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	tarball := in.Tarball
	if tarball == "" {
		if tarball, err = in.Package.fetch(ctx, tmp); err != nil {
			return err
		}
	}
	if err := in.Package.Check(tarball); err != nil {
		return err
	}
	fresh := filepath.Join(tmp, "package")
	if err := os.Mkdir(fresh, 0o755); err != nil {
		return err
	}
	if err := unpack(tarball, fresh, in.Keep); err != nil {
		return fmt.Errorf("unpack %s: %w", in.Package.Name, err)
	}
	if in.Finish != nil {
		if err := in.Finish(ctx, fresh); err != nil {
			return err
		}
	}
	// MkdirTemp and the umask are private; another account may have to read this.
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	return os.Rename(fresh, dir)
}

// fetch runs npm pack. Its cache goes to the temporary folder, because a
// home may be missing or read-only.
func (p Package) fetch(ctx context.Context, tmp string) (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", ErrNoClient
	}
	cmd := exec.CommandContext(ctx, npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", tmp, p.Name+"@"+p.Version)
	cmd.Dir = tmp
	cmd.Env = append(os.Environ(), "npm_config_cache="+filepath.Join(tmp, "npm"), "npm_config_update_notifier=false")
	if os.Getenv("HOME") == "" {
		cmd.Env = append(cmd.Env, "HOME="+tmp)
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("npm pack %s: %w: %s", p.Name, err, lastLine(out.String()))
	}
	found, err := filepath.Glob(filepath.Join(tmp, "*.tgz"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("npm pack %s: left %d files", p.Name, len(found))
	}
	return found[0], nil
}

// Check compares the file with the pinned digest.
func (p Package) Check(tarball string) error {
	f, err := os.Open(tarball)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha512.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if got := "sha512-" + base64.StdEncoding.EncodeToString(h.Sum(nil)); got != p.Integrity {
		return fmt.Errorf("%s is not %s@%s: its digest is %s, not %s", tarball, p.Name, p.Version, got, p.Integrity)
	}
	return nil
}

// unpack writes the regular files; npm's tarballs hold nothing else. os.Root
// keeps every path inside dir.
func unpack(tarball, dir string, keep func(string) bool) error {
	f, err := os.Open(tarball)
	if err != nil {
		return err
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	left := int64(maxUnpacked)
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		name, ok := strings.CutPrefix(path.Clean(h.Name), "package/")
		if !ok || h.Typeflag != tar.TypeReg || keep != nil && !keep(name) {
			continue
		}
		if left -= h.Size; left < 0 {
			return fmt.Errorf("holds more than %d bytes", maxUnpacked)
		}
		if err := write(root, name, tr, h.FileInfo().Mode()&0o111 != 0); err != nil {
			return err
		}
	}
}

func write(root *os.Root, name string, r io.Reader, executable bool) error {
	if err := mkdirs(root, path.Dir(name)); err != nil {
		return err
	}
	f, err := root.Create(name)
	if err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if executable {
		mode = 0o755
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Chmod(mode), f.Close())
}

// mkdirs makes the folders readable for all whatever the umask says, as the
// files may be for another account than ours.
func mkdirs(root *os.Root, dir string) error {
	if dir == "." {
		return nil
	}
	if err := mkdirs(root, path.Dir(dir)); err != nil {
		return err
	}
	err := root.Mkdir(dir, 0o755)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	return errors.Join(err, root.Chmod(dir, 0o755))
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
