//go:build unix

package pgembed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// A home is the layout of a data folder:
//
//	DIR/postgres/data    the cluster
//	DIR/postgres/s       its socket, when that path is short enough
//	DIR/postgres.log     what the server says
//	DIR/postgres.lock    held while starting and stopping
//	DIR/postgres.users   shared by the processes that use the cluster
//	DIR/postgres.secret  the password, where one is needed
//
// DIR/postgres belongs to the account that runs the server; the rest to us,
// out of that account's reach.
type home struct {
	dir     string
	account account
}

func (h home) own() string        { return filepath.Join(h.dir, "postgres") }
func (h home) data() string       { return filepath.Join(h.own(), "data") }
func (h home) logFile() string    { return filepath.Join(h.dir, "postgres.log") }
func (h home) lockFile() string   { return filepath.Join(h.dir, "postgres.lock") }
func (h home) usersFile() string  { return filepath.Join(h.dir, "postgres.users") }
func (h home) secretFile() string { return filepath.Join(h.dir, "postgres.secret") }

// DefaultDataDir is /var/lib/demarc for root, else demarc in the XDG data
// folder.
func DefaultDataDir() string {
	return defaultDir("/var/lib/demarc", "XDG_DATA_HOME", ".local/share", "data")
}

// DefaultCacheDir is /var/cache/demarc for root, else demarc in the XDG
// cache folder. Root's home is closed to the account that runs the server.
func DefaultCacheDir() string {
	return defaultDir("/var/cache/demarc", "XDG_CACHE_HOME", ".cache", "cache")
}

// defaultDir falls back on the temporary folder for someone with no home.
func defaultDir(forRoot, xdg, underHome, last string) string {
	if os.Geteuid() == 0 {
		return forRoot
	}
	if dir := os.Getenv(xdg); filepath.IsAbs(dir) {
		return filepath.Join(dir, "demarc")
	}
	at := os.Getenv("HOME")
	if at == "" {
		if u, err := user.Current(); err == nil {
			at = u.HomeDir
		}
	}
	if st, err := os.Stat(at); err == nil && st.IsDir() && filepath.IsAbs(at) && writable(at) {
		return filepath.Join(at, underHome, "demarc")
	}
	// One level deep: in a sticky folder nobody else can rename it, and
	// makeOpen refuses one that somebody else made.
	return filepath.Join(os.TempDir(), fmt.Sprintf("demarc-%d-%s", os.Geteuid(), last))
}

func writable(dir string) bool { return syscall.Access(dir, 2 /* W_OK */) == nil }

// openHome makes the folder where it is missing and decides which account
// runs the server: the one that already owns the cluster, else a free choice.
func openHome(dir string) (home, error) {
	h := home{dir: dir}
	if err := makeOpen(dir); err != nil {
		return h, setup("Cannot make the data folder %s: %w. Choose another with --data-dir.", dir, pathless(err))
	}
	if !writable(dir) {
		return h, setup("The data folder %s is not writable. Change its owner, or choose another with --data-dir.", dir)
	}
	st, err := os.Stat(h.own())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if h.account, err = chooseAccount(); err != nil {
			return h, err
		}
		err = h.makeOwn()
	case err == nil:
		h.account, err = ownerAccount(h.own(), st)
	}
	if err != nil {
		return h, err
	}
	return h, h.account.mustEnter(dir, "choose another data folder with --data-dir")
}

func (h home) makeOwn() error {
	if err := os.Mkdir(h.own(), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return h.account.own(h.own())
}

// major is the release that made the cluster, or 0 when there is none yet.
func (h home) major() int {
	b, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	if err != nil {
		return 0
	}
	// Before release 10 the second part counted too: 9.6. All of those are too old.
	major, _, _ := strings.Cut(strings.TrimSpace(string(b)), ".")
	n, err := strconv.Atoi(major)
	if err != nil || n < 1 {
		return 1 // there is a cluster, of a release nobody has
	}
	return n
}

func (h home) password() (string, error) {
	b, err := os.ReadFile(h.secretFile())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(b)), err
}

// An account is who runs the server.
type account struct {
	name     string
	uid, gid uint32
	drop     bool // we are root and become this account
	shared   bool // others may run as it: a password is needed
}

func chooseAccount() (account, error) {
	if os.Geteuid() != 0 {
		u, err := user.LookupId(strconv.Itoa(os.Geteuid()))
		if err != nil {
			return account{}, setup("User id %d has no account on this machine, and PostgreSQL needs one. Run as a named user, or set DEMARC_DATABASE_URL.", os.Geteuid())
		}
		return account{name: u.Username, uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return dropTo(u)
		}
	}
	return account{}, setup("PostgreSQL does not run as root, and this machine has neither a postgres nor a nobody account. Run as another user, or set DEMARC_DATABASE_URL.")
}

func dropTo(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, err
	}
	return account{name: u.Username, uid: uint32(uid), gid: uint32(gid), drop: true, shared: u.Username == "nobody"}, nil
}

// ownerAccount is the account that owns an existing cluster. Only root and
// that account itself can run it.
func ownerAccount(dir string, st fs.FileInfo) (account, error) {
	uid := st.Sys().(*syscall.Stat_t).Uid
	name := strconv.Itoa(int(uid))
	u, err := user.LookupId(name)
	if err == nil {
		name = u.Username
	}
	switch {
	case int(uid) == os.Geteuid() && uid != 0:
		return chooseAccount()
	case os.Geteuid() == 0 && uid != 0 && err == nil:
		return dropTo(u)
	case os.Geteuid() == 0 && uid == 0:
		// A first start that was killed between mkdir and chown.
		a, err := chooseAccount()
		if err != nil {
			return a, err
		}
		return a, a.own(dir)
	default:
		return account{}, setup("%s belongs to %s. Run as %s, or choose another data folder with --data-dir.", dir, name, name)
	}
}

// own gives a file or folder to the account.
func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// mustEnter checks every folder on the way to dir, because the server would
// only say "could not access".
func (a account) mustEnter(dir, remedy string) error {
	if !a.drop {
		return nil
	}
	for at := dir; ; at = filepath.Dir(at) {
		st, err := os.Stat(at)
		if err != nil {
			return err
		}
		sys, bit := st.Sys().(*syscall.Stat_t), fs.FileMode(0o001)
		switch {
		case sys.Uid == a.uid:
			bit = 0o100
		case sys.Gid == a.gid:
			bit = 0o010
		}
		if st.Mode().Perm()&bit == 0 {
			return setup("The account %s, which runs PostgreSQL for root, may not enter %s; %s.", a.name, at, remedy)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// makeOpen makes a folder and those above it, open to other accounts when
// root makes them, whatever the umask. A folder of another user is refused:
// we would run what it holds.
func makeOpen(dir string) error {
	if st, err := os.Stat(dir); err == nil {
		owner := int(st.Sys().(*syscall.Stat_t).Uid)
		switch {
		case !st.IsDir():
			return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
		case os.Geteuid() != 0 && owner != 0 && owner != os.Geteuid():
			return &fs.PathError{Op: "mkdir", Path: dir, Err: fmt.Errorf("it belongs to user %d", owner)}
		}
		return nil
	}
	if err := makeParent(filepath.Dir(dir)); err != nil {
		return err
	}
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o755
	}
	if err := os.Mkdir(dir, mode); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	}
	return os.Chmod(dir, mode)
}

func makeParent(dir string) error {
	if st, err := os.Stat(dir); err == nil && st.IsDir() {
		return nil
	}
	return makeOpen(dir)
}

// pathless drops the path from an error whose message names it already.
func pathless(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
