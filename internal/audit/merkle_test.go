package audit

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func leaves(n int) []Leaf {
	out := make([]Leaf, n)
	for i := range out {
		out[i] = Leaf{Stream: fmt.Sprint("stream ", i), Seq: int64(i + 1), Hash: [32]byte{byte(i), 7}}
	}
	return out
}

// Every leaf of every tree leads to the root, and nothing but itself does.
func TestTree(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 40; n++ {
		all := leaves(n)
		root, paths := Tree(all)
		for i, l := range all {
			if paths[i].Root(l) != root {
				t.Fatalf("leaf %d of %d does not lead to the root", i, n)
			}
			for name, other := range map[string]Leaf{
				"another stream": {l.Stream + "x", l.Seq, l.Hash}, "another number": {l.Stream, l.Seq + 1, l.Hash}, "another hash": {l.Stream, l.Seq, [32]byte{9, 9}},
			} {
				if paths[i].Root(other) == root {
					t.Errorf("leaf %d of %d with %s leads to the root too", i, n, name)
				}
			}
			back, err := ParsePath(paths[i].Strings())
			if err != nil || back.Root(l) != root {
				t.Errorf("a path as text: %v", err)
			}
			for k := range paths[i] {
				bent := append(Path{}, paths[i]...)
				bent[k].Left = !bent[k].Left
				if bent.Root(l) == root {
					t.Errorf("leaf %d of %d: step %d on the wrong side leads to the root", i, n, k)
				}
			}
		}
		if n > 1 {
			all[0], all[1] = all[1], all[0]
			if swapped, _ := Tree(all); swapped == root {
				t.Errorf("%d leaves in another order have the same root", n)
			}
			if fewer, _ := Tree(all[:n-1]); fewer == root {
				t.Errorf("%d leaves have the same root as %d", n-1, n)
			}
		}
	}
	if root, paths := Tree(nil); root != [32]byte{} || paths != nil {
		t.Errorf("no leaves: %x %v", root, paths)
	}
}

func checkpointFile(t *testing.T) (CheckpointFile, []Leaf) {
	t.Helper()
	all := leaves(5)
	root, paths := Tree(all)
	f := CheckpointFile{Format: CheckpointFormat, Statement: Checkpoint{Day: "2026-11-22", Leaves: 5, Root: root}.Statement()}
	for i, l := range all {
		f.Chains = append(f.Chains, CheckpointLeaf{Stream: l.Stream, Seq: l.Seq, Hash: fmt.Sprintf("%x", l.Hash), Path: paths[i].Strings()})
	}
	return f, all
}

func TestCheckpointFile(t *testing.T) {
	t.Parallel()
	f, all := checkpointFile(t)
	c, got, err := f.Read()
	if err != nil || c.Day != "2026-11-22" || c.Leaves != 5 || len(got) != 5 || got[3] != all[3] {
		t.Fatalf("%+v %v: %v", c, got, err)
	}
	for name, bend := range map[string]func(*CheckpointFile){
		"another format":     func(f *CheckpointFile) { f.Format = "demarc/checkpoint/2" },
		"no chains":          func(f *CheckpointFile) { f.Chains = nil },
		"another entry":      func(f *CheckpointFile) { f.Chains[2].Seq++ },
		"another hash":       func(f *CheckpointFile) { f.Chains[2].Hash = strings.Repeat("0", 64) },
		"a short hash":       func(f *CheckpointFile) { f.Chains[2].Hash = "00" },
		"another chain":      func(f *CheckpointFile) { f.Chains[2].Stream = "x" },
		"a step less":        func(f *CheckpointFile) { f.Chains[2].Path = f.Chains[2].Path[1:] },
		"a step of nothing":  func(f *CheckpointFile) { f.Chains[2].Path[0] = "up 00" },
		"a way without end":  func(f *CheckpointFile) { f.Chains[2].Path = make([]string, 65) },
		"another root":       func(f *CheckpointFile) { f.Statement = Checkpoint{Day: "2026-11-22", Leaves: 5}.Statement() },
		"a statement longer": func(f *CheckpointFile) { f.Statement += "and more\n" },
		"spaces in it":       func(f *CheckpointFile) { f.Statement = strings.Replace(f.Statement, "day ", "day  ", 1) },
		"no such day":        func(f *CheckpointFile) { f.Statement = strings.Replace(f.Statement, "11-22", "11-31", 1) },
		"no statement":       func(f *CheckpointFile) { f.Statement = "" },
	} {
		f, _ := checkpointFile(t)
		bend(&f)
		if _, _, err := f.Read(); err == nil {
			t.Errorf("%s: believed", name)
		}
	}
}

// A chain that was rewritten from end to end holds in itself, and is found by the
// checkpoint that was made before.
func TestCheckBound(t *testing.T) {
	t.Parallel()
	log, head := chain(t, 6)
	leaf := Leaf{Stream: head.Stream, Seq: 4, Hash: log[3].Hash}
	root, paths := Tree([]Leaf{leaves(1)[0], leaf})
	bound := Bound{Checkpoint{Day: "2026-11-22", Leaves: 2, Root: root}, leaf, paths[1]}
	if err := CheckBound(log, []Bound{bound}); err != nil {
		t.Fatal(err)
	}
	rewritten := log[:0:0]
	at := Head{Stream: head.Stream}
	for i, e := range log {
		if i == 2 {
			e.Fact.After = "something else"
		}
		var err error
		if e, at, err = at.Next(e.At, e.Verb, e.Fact); err != nil {
			t.Fatal(err)
		}
		rewritten = append(rewritten, e)
	}
	if err := Check(rewritten, at); err != nil {
		t.Fatalf("the rewritten chain should hold in itself: %v", err)
	}
	moved := bound
	moved.Seq = 3
	for name, err := range map[string]error{
		"rewritten":    CheckBound(rewritten, []Bound{bound}),
		"cut":          CheckBound(log[:3], []Bound{bound}),
		"a leaf moved": CheckBound(log, []Bound{moved}),
	} {
		if broken, ok := errors.AsType[*BrokenError](err); !ok || !strings.Contains(broken.Reason, "2026-11-22") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckCheckpoints(t *testing.T) {
	t.Parallel()
	first := Checkpoint{Day: "2026-11-22", Leaves: 1, Root: [32]byte{1}}
	second := Checkpoint{Day: "2026-11-24", Leaves: 1, Root: [32]byte{2}, Before: first.Sum()}
	third := Checkpoint{Day: "2026-11-25", Leaves: 1, Root: [32]byte{3}, Before: second.Sum()}
	if err := CheckCheckpoints([]Checkpoint{first, second, third}); err != nil {
		t.Fatal(err)
	}
	bent := second
	bent.Root[0]++
	for name, all := range map[string][]Checkpoint{
		"altered": {first, bent, third}, "missing": {first, third}, "the first missing": {second, third}, "twice": {first, first}, "swapped": {second, first},
	} {
		if CheckCheckpoints(all) == nil {
			t.Errorf("%s: not found", name)
		}
	}
}
