package seal

import (
	"errors"
	"fmt"
	"slices"
)

// ErrNoAttachment means that the PDF carries no file of that name.
var ErrNoAttachment = errors.New("no such file in the pdf")

// Attachment takes a file out of a PDF by its name, "agreement.json" for one.
// It judges nothing: ask Verify first whether to believe what it returns.
func Attachment(pdf []byte, title string) ([]byte, error) {
	all, err := Attachments(pdf, title)
	if err != nil {
		return nil, err
	}
	data, ok := all[title]
	if !ok {
		return nil, ErrNoAttachment
	}
	return data, nil
}

// Attachments takes several files out of a PDF that is read once. One that is not there
// is absent; of two with one name the first counts.
func Attachments(pdf []byte, titles ...string) (map[string][]byte, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	catalog, err := f.dictOf(f.trailer.value("Root"))
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	specs, err := f.fileSpecs(catalog)
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	out := map[string][]byte{}
	for _, o := range specs {
		spec, err := f.dictOf(o)
		if err != nil {
			return nil, fmt.Errorf("read pdf: %w", err)
		}
		own, is := spec.value("UF").(text)
		if !is {
			own, _ = spec.value("F").(text)
		}
		title := own.decoded()
		if _, taken := out[title]; taken || !slices.Contains(titles, title) {
			continue
		}
		if out[title], err = f.embedded(spec); err != nil {
			return nil, fmt.Errorf("read %s: %w", title, err)
		}
		if len(out) == len(titles) {
			break
		}
	}
	return out, nil
}

// fileSpecs lists the file specifications of /AF and of the name tree.
func (f *file) fileSpecs(catalog *dict) ([]object, error) {
	af, err := f.arrayOf(catalog.value("AF"))
	if err != nil {
		return nil, err
	}
	names, err := f.dictOf(catalog.value("Names"))
	if err != nil {
		return nil, err
	}
	specs := []object(af)
	nodes := []object{names.value("EmbeddedFiles")}
	for n := 0; len(nodes) > 0; n++ {
		if n > 1000 {
			return nil, errLimit
		}
		node, err := f.dictOf(nodes[0])
		if err != nil {
			return nil, err
		}
		pairs, err := f.arrayOf(node.value("Names"))
		if err != nil {
			return nil, err
		}
		for i := 1; i < len(pairs); i += 2 {
			specs = append(specs, pairs[i])
		}
		kids, err := f.arrayOf(node.value("Kids"))
		if err != nil {
			return nil, err
		}
		nodes = append(nodes[1:], kids...)
	}
	return specs, nil
}

func (f *file) embedded(spec *dict) ([]byte, error) {
	ef, err := f.dictOf(spec.value("EF"))
	if err != nil {
		return nil, err
	}
	for _, key := range []name{"UF", "F"} {
		o, err := f.resolve(ef.value(key))
		if err != nil {
			return nil, err
		}
		if s, is := o.(*stream); is {
			return f.unpacked(s)
		}
	}
	return nil, ErrNoAttachment
}
