//go:build unix

// Package pgembed runs a private PostgreSQL cluster, so that `go run` and
// `go test` need nothing set up. It finds PostgreSQL 15 or newer on the
// machine, or fetches one through the npm or apt-get client, makes a cluster
// in a folder of its own, and serves it on a Unix socket only. It knows
// nothing of our schema: it makes two roles, demarc_owner and demarc_app,
// and one database, demarc, and hands out addresses.
//
// What protects the cluster: it listens on no port; its folder and its
// socket's folder have mode 0700 and belong to the account that runs it.
// PostgreSQL refuses to run as root, so root starts it as postgres, where
// that account exists, and connections need no password. Where only nobody
// exists, other programs may be running as nobody too, and every role needs a
// random password that only root can read.
//
// Processes that start on one data folder share one server: the second
// adopts it, a crash leaves it running for the next, and the last one to
// call Stop stops it. A temporary cluster is for tests: each test binary has
// its own, in memory where /dev/shm has room, copied from a prepared one in
// the cache, never synced to disk. It is removed by Stop; by a small watching
// shell when its process dies without Stop; and, should that be killed as
// well, by the next temporary cluster to start.
//
// Three variables of the environment steer it: DEMARC_PG_BIN names the folder
// of initdb and postgres, DEMARC_PG_TARBALL a copy of the npm package for
// machines that cannot fetch it, and the XDG variables the default folders.
//
// Start reading at Start; find.go has the order of search.
package pgembed

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"demarc/internal/pgembed/flock"
)

// The roles of a cluster, for Server.URL. Owner owns the database and runs
// migrations; App owns nothing and cannot bypass row-level security.
const (
	Superuser = "postgres"
	Owner     = "demarc_owner"
	App       = "demarc_app"
)

// Database is the database made for Owner.
const Database = "demarc"

// Options of a cluster. The zero value is the program's own, in the default
// folders.
type Options struct {
	// DataDir holds the cluster and its log; "" means DefaultDataDir. For a
	// temporary cluster it is the folder to make one in, and "" means
	// /dev/shm with 1 GiB free, or else the system's temporary folder.
	DataDir string
	// CacheDir holds what was fetched; "" means DefaultCacheDir.
	CacheDir string
	// Temporary makes a cluster for tests that loses its data on Stop and
	// may lose it in a crash of the machine.
	Temporary bool
	// Log gets one line for each step that may take time; nil discards them.
	Log func(string)
}

// A SetupError is something that a person has to change on the machine or in
// the settings. Its text is the whole message: what is wrong and what to do.
type SetupError struct {
	Text  string
	Cause error
}

func (e *SetupError) Error() string { return e.Text }
func (e *SetupError) Unwrap() error { return e.Cause }

// setup makes a SetupError; a %w in the format becomes its cause.
func setup(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &SetupError{Text: err.Error(), Cause: errors.Unwrap(err)}
}

// A Server is a running cluster.
type Server struct {
	log      func(string)
	home     home
	sockets  string // folder of the socket
	port     string // part of the socket's name; nothing listens on it
	password string // of every role; "" when the folder's mode is guard enough

	pid       int
	child     *child      // nil when adopted
	users     *flock.File // shared by every process that uses the cluster
	temporary bool
	watch     *watcher // of a temporary cluster
}

// Start returns a running cluster with its roles and database: the one that
// runs in the data folder already, or a new one. ctx bounds the starting,
// not the server's life. A *SetupError says what a person has to do.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = func(string) {}
	}
	if o.CacheDir == "" {
		o.CacheDir = DefaultCacheDir()
	}
	var err error
	if o.CacheDir, err = filepath.Abs(o.CacheDir); err != nil {
		return nil, err
	}
	if o.Temporary {
		return startTemporary(ctx, o)
	}
	if o.DataDir == "" {
		o.DataDir = DefaultDataDir()
	}
	if o.DataDir, err = filepath.Abs(o.DataDir); err != nil {
		return nil, err
	}
	return startKept(ctx, o)
}

// startKept starts or adopts the cluster of a data folder. The lock is held
// only while starting, so a second process waits for the first to be ready.
func startKept(ctx context.Context, o Options) (*Server, error) {
	h, err := openHome(o.DataDir)
	if err != nil {
		return nil, err
	}
	lock, err := flock.Lock(ctx, h.lockFile())
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	users, err := flock.Share(ctx, h.usersFile())
	if err != nil {
		return nil, err
	}
	s := &Server{log: o.Log, home: h, port: port, users: users}
	if err := s.bring(ctx, o); err != nil {
		return nil, errors.Join(err, s.letGo())
	}
	return s, nil
}

// bring makes s a running cluster.
func (s *Server) bring(ctx context.Context, o Options) (err error) {
	if s.password, err = s.home.password(); err != nil {
		return err
	}
	adopted, err := s.adopt(ctx)
	if err != nil {
		return err
	}
	if adopted {
		o.Log("Using the PostgreSQL that already runs in " + s.home.data())
		return s.makeRoles(ctx)
	}
	p, err := find(ctx, s.home.account, s.home.major(), o)
	if err != nil {
		return err
	}
	if s.home.major() == 0 {
		o.Log("Creating the database cluster in " + s.home.data())
		if err := s.home.initdb(ctx, p, "--data-checksums"); err != nil {
			return err
		}
		if s.password, err = s.home.password(); err != nil {
			return err
		}
	}
	if err := s.chooseSockets(); err != nil {
		return err
	}
	o.Log("Starting PostgreSQL " + p.version)
	if err := s.start(ctx, p); err != nil {
		return err
	}
	return s.makeRoles(ctx)
}

// URL is the address for pgx of a database, as a role, over the Unix socket.
func (s *Server) URL(role, database string) string {
	who := url.User(role)
	if s.password != "" {
		who = url.UserPassword(role, s.password)
	}
	// An explicit port and sslmode, or PGPORT and PGSSLMODE would be used.
	q := url.Values{"host": {s.sockets}, "port": {s.port}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: who, Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

// Stop lets go of the cluster. The last process to do so stops the server;
// the data stays unless the cluster is temporary. Stop may be called again.
func (s *Server) Stop() error {
	if s.users == nil {
		return nil
	}
	defer func() { s.users = nil }()
	if s.temporary {
		err := s.end(stopAtOnce)
		return errors.Join(err, os.RemoveAll(s.home.dir), s.users.Close(), s.watch.dismiss())
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	// With the lock, no one can adopt what is being stopped.
	lock, err := flock.Lock(ctx, s.home.lockFile())
	if err != nil {
		return errors.Join(err, s.users.Close())
	}
	defer lock.Close()
	return s.letGo()
}

// letGo stops the server if nobody else uses it and a process of Demarc
// started it. The folder's lock is held.
func (s *Server) letGo() error {
	defer s.users.Close()
	if errors.Is(s.users.Upgrade(), flock.ErrHeld) || !s.ours() {
		return nil
	}
	return s.end(stopCleanly)
}
