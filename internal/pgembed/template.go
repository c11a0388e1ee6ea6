//go:build unix

package pgembed

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"demarc/internal/pgembed/flock"
)

// startFromTemplate copies the prepared cluster out of the cache, or makes
// one and puts it there. A cache that cannot be written only costs time.
func (s *Server) startFromTemplate(ctx context.Context, p postgres, o Options) error {
	t := template{filepath.Join(o.CacheDir, "template", p.version+"-"+p.key(s.home.account))}
	if t.complete() {
		if err := t.copyTo(s.home); err != nil {
			return fmt.Errorf("copy the prepared cluster: %w", err)
		}
		return s.startHasty(ctx, p)
	}
	o.Log("Creating a database cluster for tests with PostgreSQL " + p.version)
	if err := s.home.initdb(ctx, p, "--no-sync"); err != nil {
		return err
	}
	if err := s.startHasty(ctx, p); err != nil {
		return err
	}
	if err := s.makeRoles(ctx); err != nil {
		return err
	}
	if err := s.end(stopCleanly); err != nil {
		return err
	}
	if err := t.keep(ctx, s.home); err != nil {
		o.Log("Not keeping that cluster for the next run: " + err.Error())
	}
	if err := s.chooseSockets(); err != nil {
		return err
	}
	return s.startHasty(ctx, p)
}

// A template is a folder in the cache with a stopped cluster, roles and
// database made, and its password where it has one.
type template struct{ dir string }

func (t template) data() string   { return filepath.Join(t.dir, "data") }
func (t template) secret() string { return filepath.Join(t.dir, "secret") }

func (t template) complete() bool {
	_, err := os.Stat(t.data())
	return err == nil
}

// key tells apart what must not share a template. The number changes when
// initdb is called in another way.
func (p postgres) key(a account) string {
	sum := sha256.Sum256(fmt.Append(nil, 1, p.bin, a.shared, roleRights, databaseRights))
	return fmt.Sprintf("%x", sum[:4])
}

// keep puts a stopped cluster into the cache, unless someone was faster, and
// drops those of the same binaries before an update.
func (t template) keep(ctx context.Context, h home) error {
	parent := filepath.Dir(t.dir)
	if err := makeOpen(parent); err != nil {
		return err
	}
	lock, err := flock.Lock(ctx, filepath.Join(parent, "lock"))
	if err != nil {
		return err
	}
	defer lock.Close()
	if t.complete() {
		return nil
	}
	_, key, _ := strings.Cut(filepath.Base(t.dir), "-")
	old, _ := filepath.Glob(filepath.Join(parent, "*-"+key))
	for _, dir := range old {
		os.RemoveAll(dir)
	}
	tmp, err := os.MkdirTemp(parent, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	fresh := template{tmp}
	if err := copyTree(fresh.data(), h.data(), nil); err != nil {
		return err
	}
	if err := copySecret(fresh.secret(), h.secretFile()); err != nil {
		return err
	}
	return os.Rename(tmp, t.dir)
}

func (t template) copyTo(h home) error {
	if err := copySecret(h.secretFile(), t.secret()); err != nil {
		return err
	}
	return copyTree(h.data(), t.data(), h.account.own)
}

func copySecret(to, from string) error {
	b, err := os.ReadFile(from)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}

// copyTree copies folders and files, which is all a cluster has, for the
// eyes of one account only.
func copyTree(to, from string, own func(string) error) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		at := filepath.Join(to, rel)
		if d.IsDir() {
			err = os.Mkdir(at, 0o700)
		} else {
			err = copyFile(at, path)
		}
		if err == nil && own != nil {
			err = own(at)
		}
		return err
	})
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
