//go:build unix

package pgembed_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarc/internal/pgembed"
)

// What a person has to mend is said in one line, or two when there is
// something to install, and names the thing and the remedy.
func TestSetupErrors(t *testing.T) {
	write := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name string
		give func(t *testing.T, o *pgembed.Options)
		want []string
	}{
		{"data_folder_is_a_file", func(t *testing.T, o *pgembed.Options) {
			o.DataDir = filepath.Join(o.DataDir, "file")
			write(t, o.DataDir, "")
		}, []string{"not a directory", "--data-dir"}},
		{"made_by_another_release", func(t *testing.T, o *pgembed.Options) {
			start(t, *o).Stop()
			write(t, filepath.Join(o.DataDir, "postgres/data/PG_VERSION"), "99\n")
		}, []string{"made by PostgreSQL 99", "DEMARC_PG_BIN", "--data-dir"}},
		{"named_folder_has_none", func(t *testing.T, o *pgembed.Options) {
			t.Setenv("DEMARC_PG_BIN", o.CacheDir)
		}, []string{"DEMARC_PG_BIN is", "no such file"}},
		{"named_folder_too_old", func(t *testing.T, o *pgembed.Options) {
			dir := folder(t)
			write(t, filepath.Join(dir, "initdb"), "")
			write(t, filepath.Join(dir, "postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) 14.2 (Old)'\n")
			if err := os.Chmod(filepath.Join(dir, "postgres"), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("DEMARC_PG_BIN", dir)
		}, []string{"14.2", "15 or newer"}},
		{"wrong_tarball", func(t *testing.T, o *pgembed.Options) {
			file := filepath.Join(o.CacheDir, "some.tgz")
			write(t, file, "not it")
			t.Setenv("DEMARC_PG_TARBALL", file)
		}, []string{"DEMARC_PG_TARBALL", "digest"}},
		{"closed_folder", func(t *testing.T, o *pgembed.Options) {
			mode := os.FileMode(0o500) // not writable
			if os.Geteuid() == 0 {
				mode = 0o700 // closed to the account that runs the server
			}
			if err := os.Chmod(o.DataDir, mode); err != nil {
				t.Fatal(err)
			}
		}, []string{"--data-dir"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := pgembed.Options{DataDir: folder(t), CacheDir: folder(t)}
			test.give(t, &o)
			t.Setenv("PATH", t.TempDir()) // neither npm nor apt-get
			s, err := pgembed.Start(t.Context(), o)
			if err == nil {
				s.Stop()
				t.Fatal("it started")
			}
			problem, ok := errors.AsType[*pgembed.SetupError](err)
			if !ok {
				t.Fatalf("not a SetupError: %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(problem.Text, want) {
					t.Errorf("%q does not say %q", problem.Text, want)
				}
			}
			if strings.Count(problem.Text, "\n") > 1 {
				t.Errorf("more than two lines: %q", problem.Text)
			}
		})
	}
}
