package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"demarc/internal/audit"
	"demarc/internal/seal/sealtest"
)

// call runs the command line as main does.
func call(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var o, e bytes.Buffer
	code = run(ctx, args, &o, &e)
	return code, o.String(), e.String()
}

// A wrong setting is one line that says what to do, and exit 2; nothing is started.
func TestBadSettings(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	open, err := os.MkdirTemp("", "demarc-other-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(open) })
	if err := os.Chmod(open, 0o755); err != nil { // root's server is another account's
		t.Fatal(err)
	}
	other := filepath.Join(open, "data")
	if err := os.MkdirAll(filepath.Join(other, "postgres", "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "postgres", "data", "PG_VERSION"), []byte("13\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		env  map[string]string
		args []string
		says string
	}{
		"unknown flag":           {nil, []string{"serve", "--nonsense"}, "nonsense"},
		"unknown command":        {nil, []string{"fly"}, "fly"},
		"database is no URL":     {map[string]string{"DEMARC_DATABASE_URL": "mysql://x"}, nil, "DEMARC_DATABASE_URL must look like"},
		"owner without database": {map[string]string{"DEMARC_DATABASE_OWNER_URL": "postgres://o@h/d"}, nil, "need DEMARC_DATABASE_URL"},
		"base URL with a path":   {map[string]string{"DEMARC_BASE_URL": "https://example.org/demarc", "DEMARC_ADDR": "127.0.0.1:0"}, nil, "DEMARC_BASE_URL must look like"},
		"base URL is no URL":     {map[string]string{"DEMARC_BASE_URL": "example.org", "DEMARC_ADDR": "127.0.0.1:0"}, nil, "DEMARC_BASE_URL must look like"},
		"mail server is no URL":  {map[string]string{"DEMARC_SMTP_URL": "mail.example.org:25"}, nil, "DEMARC_SMTP_URL"},
		"mail without a sender":  {map[string]string{"DEMARC_SMTP_URL": "smtp://mail.example.org"}, nil, "?from="},
		"address is none":        {map[string]string{"DEMARC_ADDR": "nowhere"}, nil, "cannot be listened on"},
		"port is taken":          {map[string]string{"DEMARC_ADDR": busy.Addr().String()}, nil, "choose another with --addr"},
		"data folder is a file":  {map[string]string{"DEMARC_ADDR": "127.0.0.1:0", "DEMARC_DATA_DIR": file}, nil, "--data-dir"},
		"data of another major":  {map[string]string{"DEMARC_ADDR": "127.0.0.1:0", "DEMARC_DATA_DIR": other}, nil, "13"},
		"database is not there":  {map[string]string{"DEMARC_ADDR": "127.0.0.1:0", "DEMARC_DATABASE_URL": "postgres://demarc_app@127.0.0.1:1/demarc"}, nil, "the database cannot be used"},
		"proxy is a name":        {map[string]string{"DEMARC_TRUSTED_PROXIES": "10.0.0.1 proxy.example.org"}, nil, `"proxy.example.org" is neither`},
		"proxy is no network":    {map[string]string{"DEMARC_TRUSTED_PROXIES": "10.0.0.0/40"}, nil, `"10.0.0.0/40" is neither`},
		"proxy is everybody":     {map[string]string{"DEMARC_TRUSTED_PROXIES": "0.0.0.0/0"}, nil, "which is everybody"},
		"proxy is all of IPv6":   {map[string]string{"DEMARC_TRUSTED_PROXIES": "::1,::/0"}, nil, "which is everybody"},
		"audit without an owner": {map[string]string{"DEMARC_DATABASE_URL": "postgres://a@127.0.0.1:1/d"}, []string{"audit", "verify"}, "DEMARC_DATABASE_OWNER_URL"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, v := range []string{"DEMARC_DATABASE_URL", "DEMARC_DATABASE_OWNER_URL", "DEMARC_DATABASE_DIRECT_URL", "DEMARC_SMTP_URL", "DEMARC_BASE_URL", "DEMARC_ADDR"} {
				t.Setenv(v, "")
				if err := os.Unsetenv(v); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("DEMARC_DATA_DIR", t.TempDir())
			for k, v := range tt.env {
				t.Setenv(k, v)
			}
			code, _, errs := call(t, tt.args...)
			if code != 2 {
				t.Errorf("exit %d, want 2", code)
			}
			if errs = strings.TrimSpace(errs); !strings.Contains(errs, tt.says) || strings.Contains(errs, "\n") {
				t.Errorf("it says: %s", errs)
			}
		})
	}
}

func TestDemoAndVerify(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if code, out, errs := call(t, "demo", "--out", dir); code != 0 {
		t.Fatalf("demo: exit %d\n%s%s", code, out, errs)
	}
	for _, name := range []string{"agreement.pdf", "agreement.docx", "matrix.xlsx", "matrix.csv", "evidence.json", "root.pem"} {
		if st, err := os.Stat(filepath.Join(dir, name)); err != nil || st.Size() < 1000 {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(dir, "agreement.pdf")
	code, out, _ := call(t, "verify", file)
	if code != 0 || !strings.HasPrefix(out, "Authentic") {
		t.Errorf("verify: exit %d: %s", code, out)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	roots, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range sealtest.Judge(t, good, roots) {
		t.Error(said)
	}
	bad := filepath.Join(dir, "bad.pdf")
	for at := 0; at < len(good); at += len(good)/23 + 1 {
		spoilt := bytes.Clone(good)
		spoilt[at] ^= 0x20
		if err := os.WriteFile(bad, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, _ := call(t, "verify", bad); code != 1 {
			t.Errorf("byte %d flipped: exit %d: %s", at, code, out)
		}
	}
	lone := filepath.Join(t.TempDir(), "agreement.pdf")
	if err := os.WriteFile(lone, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := call(t, "verify", "--root", file, lone); code != 2 {
		t.Errorf("a root that is none: exit %d", code)
	}
	if code, _, _ := call(t, "verify", filepath.Join(dir, "missing.pdf")); code != 2 {
		t.Errorf("a missing file: exit %d", code)
	}
	if code, out, _ := call(t, "verify", filepath.Join(dir, "matrix.csv")); code == 0 {
		t.Errorf("a file that is no PDF: %s", out)
	}
	checkEvidence(t, filepath.Join(dir, "evidence.json"))
}

// checkEvidence computes the chain again from the file alone, as an outsider would.
func checkEvidence(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Engagement string
		Head       struct{ Hash string }
		Entries    []struct {
			Seq, Micros int64
			Verb        audit.Verb
			Payload     string
			Hash        string
		}
	}
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	head := audit.Head{Stream: f.Engagement}
	for _, e := range f.Entries {
		x := audit.Entry{Stream: f.Engagement, Seq: e.Seq, At: time.UnixMicro(e.Micros), Verb: e.Verb, Payload: e.Payload, Prev: head.Hash}
		if head.Hash = x.Sum(); hexOf(head.Hash) != e.Hash {
			t.Fatalf("entry %d does not have its hash", e.Seq)
		}
	}
	if hexOf(head.Hash) != f.Head.Hash || len(f.Entries) < 20 {
		t.Errorf("the head is another: %d entries", len(f.Entries))
	}
}

func hexOf(b [32]byte) string { return hex.EncodeToString(b[:]) }
