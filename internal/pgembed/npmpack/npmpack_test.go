package npmpack_test

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/pgembed/npmpack"
)

// pack writes a tarball and pins it.
func pack(t *testing.T, files map[string]string) npmpack.Install {
	t.Helper()
	path := filepath.Join(t.TempDir(), "thing.tgz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	zw := gzip.NewWriter(f)
	tw := tar.NewWriter(zw)
	for name, text := range files {
		mode := int64(0o600)
		if strings.Contains(name, "bin/") {
			mode = 0o700
		}
		if err := tw.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		tw.Write([]byte(text))
	}
	if err := errors.Join(tw.Close(), zw.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum512(b)
	return npmpack.Install{
		Tarball: path,
		Package: npmpack.Package{Name: "thing", Version: "1.0.0", Integrity: "sha512-" + base64.StdEncoding.EncodeToString(sum[:])},
	}
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		st, err := d.Info()
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		got[rel] = st.Mode().String() + " " + string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTo(t *testing.T) {
	t.Parallel()
	in := pack(t, map[string]string{"package/bin/run": "a", "package/doc/x.txt": "b", "package/LICENSE": "c", "other/file": "d"})
	in.Keep = func(name string) bool { return !strings.HasPrefix(name, "doc/") }
	dir := filepath.Join(t.TempDir(), "deep", "thing")
	if err := in.To(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"bin/run": "-rwxr-xr-x a", "LICENSE": "-rw-r--r-- c"}, tree(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestToRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		in   func(t *testing.T) npmpack.Install
		want string
	}{
		{"another_digest", func(t *testing.T) npmpack.Install {
			in := pack(t, map[string]string{"package/a": "a"})
			in.Package.Integrity = "sha512-AAAA"
			return in
		}, "digest"},
		{"path_out_of_the_folder", func(t *testing.T) npmpack.Install {
			return pack(t, map[string]string{"package/../../out": "a", "package/a/../../../out": "a"})
		}, ""}, // both names leave package/ when cleaned, and are passed over
		{"finish_fails", func(t *testing.T) npmpack.Install {
			in := pack(t, map[string]string{"package/a": "a"})
			in.Finish = func(context.Context, string) error { return errors.New("spoilt") }
			return in
		}, "spoilt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			dir := filepath.Join(parent, "in", "thing")
			err := test.in(t).To(t.Context(), dir)
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v", err)
			}
			for name := range tree(t, parent) {
				if name != filepath.Join("in", "thing.lock") {
					t.Errorf("left %s", name)
				}
			}
		})
	}
}

func TestToOnce(t *testing.T) {
	t.Parallel()
	in := pack(t, map[string]string{"package/a": "a"})
	var finished atomic.Int32
	in.Finish = func(context.Context, string) error { finished.Add(1); return nil }
	dir := filepath.Join(t.TempDir(), "thing")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := in.To(t.Context(), dir); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if finished.Load() != 1 {
		t.Errorf("unpacked %d times", finished.Load())
	}
}
