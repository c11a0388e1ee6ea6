//go:build unix

package pgembed

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"demarc/internal/pgembed/flock"
)

// hasty are the settings of a cluster that nobody will miss.
var hasty = []string{
	"fsync=off", "synchronous_commit=off", "full_page_writes=off",
	"autovacuum=off", "jit=off", "max_connections=300", "max_wal_size=128MB",
	"dynamic_shared_memory_type=mmap", // in the data folder: nothing is left of a killed server
}

const temporaryPrefix = "demarc-test-"

// startTemporary makes a cluster of its own from the prepared one.
func startTemporary(ctx context.Context, o Options) (s *Server, err error) {
	a, err := chooseAccount()
	if err != nil {
		return nil, err
	}
	p, err := find(ctx, a, 0, o)
	if err != nil {
		return nil, err
	}
	parent := o.DataDir
	if parent == "" {
		parent = roomy()
	}
	sweep(parent)
	dir, err := os.MkdirTemp(parent, temporaryPrefix)
	if err != nil {
		return nil, err
	}
	s = &Server{home: home{dir, a}, port: port, temporary: true}
	defer func() {
		if err != nil {
			s.Stop()
			s = nil
		}
	}()
	if s.users, err = flock.Share(ctx, s.home.usersFile()); err != nil {
		os.RemoveAll(dir)
		return s, err
	}
	if a.drop {
		if err := os.Chmod(dir, 0o711); err != nil {
			return s, err
		}
	}
	if err := s.home.makeOwn(); err != nil {
		return s, err
	}
	if err := a.mustEnter(dir, "set TMPDIR to a folder that is open to it"); err != nil {
		return s, err
	}
	if err := s.chooseSockets(); err != nil {
		return s, err
	}
	if s.watch, err = watch(dir, s.sockets); err != nil {
		return s, err
	}
	return s, s.startFromTemplate(ctx, p, o)
}

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

func (s *Server) startHasty(ctx context.Context, p postgres) (err error) {
	if s.password, err = s.home.password(); err != nil {
		return err
	}
	return s.start(ctx, p, hasty...)
}

// roomy is memory where there is enough of it, else the temporary folder.
func roomy() string {
	const gib = 1 << 30
	var st syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &st); err == nil && writable("/dev/shm") && uint64(st.Bavail)*uint64(st.Bsize) >= gib {
		return "/dev/shm"
	}
	return os.TempDir()
}

// sweep removes the temporary clusters of processes that are gone: the
// kernel has let go of their lock. A folder that is a minute old or younger
// may not have been locked yet.
func sweep(parent string) {
	dirs, _ := filepath.Glob(filepath.Join(parent, temporaryPrefix+"*"))
	for _, dir := range dirs {
		st, err := os.Lstat(dir)
		if err != nil || !st.IsDir() || int(st.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() || time.Since(st.ModTime()) < time.Minute {
			continue
		}
		h := home{dir: dir}
		lock, err := flock.TryLock(h.usersFile())
		if err != nil {
			continue
		}
		s := Server{home: h}
		if f, err := readPidFile(h.data()); err == nil && serves(f.pid, h.data()) {
			s.pid, s.sockets = f.pid, f.sockets
		}
		if s.end(stopAtOnce) == nil {
			os.RemoveAll(dir)
		}
		lock.Close()
	}
}

// A watcher is a shell that waits for our end of a pipe to close, which the
// kernel does however we die, and then does what Stop would have done.
type watcher struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

const watching = `read -r dismissed && exit 0
read -r pid <"$1/postgres/data/postmaster.pid" && kill -QUIT "$pid" && {
	tries=0
	while kill -0 "$pid" && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
}
rm -rf "$1" "$2"`

func watch(dir, sockets string) (*watcher, error) {
	cmd := exec.Command("/bin/sh", "-c", watching, "demarc-watch", dir, sockets)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // outlives a Ctrl-C
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("watch the temporary cluster: %w", err)
	}
	return &watcher{cmd, pipe}, nil
}

func (w *watcher) dismiss() error {
	if w == nil {
		return nil
	}
	if _, err := io.WriteString(w.pipe, "dismissed\n"); err != nil {
		return err
	}
	w.pipe.Close()
	return w.cmd.Wait()
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

// key tells apart what must not share a template. Its number changes with
// what initdb and makeRoles do.
func (p postgres) key(a account) string {
	sum := sha256.Sum256(fmt.Append(nil, 1, p.bin, a.shared))
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
