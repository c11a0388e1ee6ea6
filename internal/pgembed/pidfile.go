//go:build unix

package pgembed

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// A pidFile is what a running server says of itself in postmaster.pid.
type pidFile struct {
	pid     int
	port    string
	sockets string
	ready   bool
}

// readPidFile fails while the server is still writing the file.
func readPidFile(data string) (f pidFile, err error) {
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return f, err
	}
	// Process, data folder, start, port, socket folder, address, shared
	// memory, status.
	lines := strings.Split(string(b), "\n")
	if f.pid, err = strconv.Atoi(strings.TrimSpace(lines[0])); err != nil {
		return f, errors.New("postmaster.pid is not whole yet")
	}
	if len(lines) >= 8 {
		f.port, f.sockets = lines[3], lines[4]
		f.ready = strings.TrimSpace(lines[7]) == "ready"
	}
	return f, nil
}

// serves tells whether the process is alive and is PostgreSQL on that data
// folder. The number in a file that a crash left may belong to anyone by now,
// and in a container without an init a dead server stays as a zombie. In
// doubt the answer is yes, which leaves the process alone.
func serves(pid int, data string) bool {
	if pid <= 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	proc := "/proc/" + strconv.Itoa(pid)
	b, err := os.ReadFile(proc + "/stat")
	if err != nil {
		return servesByPs(pid)
	}
	// "123 (postgres) S …"; the server's working folder is its data folder.
	_, rest, _ := strings.Cut(string(b), "(")
	name, rest, _ := strings.Cut(rest, ") ")
	if !strings.HasPrefix(name, "postgres") || strings.HasPrefix(rest, "Z") {
		return false
	}
	there, err := os.Stat(proc + "/cwd")
	if err != nil {
		return !errors.Is(err, os.ErrNotExist)
	}
	here, err := os.Stat(data)
	return err != nil || os.SameFile(here, there)
}

// servesByPs is for systems without /proc.
func servesByPs(pid int) bool {
	out, err := exec.Command("ps", "-o", "stat=,comm=", "-p", strconv.Itoa(pid)).Output() //nolint:noctx // ps waits for nothing
	if err != nil {
		return syscall.Kill(pid, 0) == nil
	}
	line := strings.TrimSpace(string(out))
	return !strings.HasPrefix(line, "Z") && strings.Contains(filepath.Base(line), "postgres")
}

// removeForeignPidFile removes a postmaster.pid whose process is not a server
// of this folder. The server itself looks only whether the number is in use,
// and would refuse to start. It is called with the folder's lock held and
// after adopt has found no server.
func removeForeignPidFile(data string) {
	if f, err := readPidFile(data); err == nil && !serves(f.pid, data) {
		os.Remove(filepath.Join(data, "postmaster.pid"))
	}
}
