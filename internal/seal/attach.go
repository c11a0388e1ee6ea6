package seal

import (
	"errors"
	"fmt"
)

// ErrNoAttachment means that the PDF carries no file of that name.
var ErrNoAttachment = errors.New("no such file in the pdf")

// Attachment takes a file out of a PDF by its name, "agreement.json" for one.
// It judges nothing: ask Verify first whether to believe what it returns.
func Attachment(pdf []byte, title string) ([]byte, error) {
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
	for _, o := range specs {
		spec, err := f.dictOf(o)
		if err != nil {
			return nil, fmt.Errorf("read pdf: %w", err)
		}
		own, is := spec.value("UF").(text)
		if !is {
			own, _ = spec.value("F").(text)
		}
		if own.decoded() != title {
			continue
		}
		data, err := f.embedded(spec)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", title, err)
		}
		return data, nil
	}
	return nil, ErrNoAttachment
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
