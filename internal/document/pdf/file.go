package pdf

import (
	"crypto/md5" //nolint:gosec // /CheckSum of an embedded file is defined as MD5 (PDF 32000-1, 7.11.4); it protects nothing
	"fmt"
	"path"
	"strings"

	"demarc/internal/document"
)

// file writes everything behind the pages' drawing and returns the bytes.
func (o *output) file() ([]byte, error) {
	fonts, err := o.fonts.write(o.objects)
	if err != nil {
		return nil, err
	}
	fontResource, resources := o.alloc(), o.alloc()
	o.putf(fontResource, "<<%s>>", fonts)
	logo := o.writeLogo()
	o.putf(resources, "<</Font %d 0 R/XObject<<%s%s>>/Properties<<%s>>>>", fontResource, o.writeForms(fontResource, logo), logo, artifactResource)

	field := o.sealField()
	parent := o.alloc()
	var kids strings.Builder
	for i, s := range o.pages {
		annots := ""
		if len(o.annots[i]) > 0 {
			annots = "/Annots" + refs(o.annots[i])
		}
		o.putf(o.pageObjs[i], "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %g %g]/Resources %d 0 R/Contents %d 0 R/StructParents %d/Tabs/S%s>>",
			parent, s.width, s.height, resources, o.contents[i], i, annots)
		fmt.Fprintf(&kids, "%d 0 R ", o.pageObjs[i])
	}
	o.putf(parent, "<</Type/Pages/Count %d/Kids[%s]>>", len(o.pages), kids.String())

	tree := writeStructure(o.objects, o.flow.root, o.pageObjs, o.marks, o.readers)
	outline := o.writeOutline()
	info, metadata := writeInfo(o.objects, o.doc)
	names, associated := o.attach()
	profile := o.alloc()
	o.putStream(profile, "/N 3", srgb())

	root := o.alloc()
	o.putPlain(root, fmt.Appendf(nil, "<</Type/Catalog/Pages %d 0 R/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"+
		"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R%s%s"+
		"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]"+
		"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>%s>>",
		parent, text(language(o.doc)), tree, metadata, outline, names, profile, field, associated))
	return o.bytes(root, info), nil
}

func refs(ns []int) string {
	var b strings.Builder
	b.WriteByte('[')
	for _, n := range ns {
		fmt.Fprintf(&b, "%d 0 R ", n)
	}
	b.WriteByte(']')
	return b.String()
}

// sealField reserves the signature field "Seal", empty and without a place on
// the page, which package seal fills by an appended revision. What the seal says
// to people is ordinary text of the certificate.
func (o *output) sealField() int {
	last := len(o.pages) - 1
	form := o.flow.root.add("Form")
	n := o.alloc()
	o.putPlain(n, fmt.Appendf(nil, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/TU(Seal of this document)/Contents(Seal of this document)/F 132/Rect[0 0 0 0]/P %d 0 R/StructParent %d>>",
		o.pageObjs[last], len(o.pages)+len(o.readers)))
	o.annots[last] = append(o.annots[last], n)
	o.readers = append(o.readers, form)
	form.kids = append(form.kids, kid{obj: n, page: last})
	return n
}

// attach embeds the document's files and returns entries for the catalog.
func (o *output) attach() (names, associated string) {
	if len(o.doc.Files) == 0 {
		return "", ""
	}
	var specs []int
	var tree strings.Builder
	for i, f := range o.doc.Files {
		data := o.alloc()
		sum := md5.Sum(f.Data) //nolint:gosec // see the import
		o.putStream(data, fmt.Sprintf("/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate(%s)/CheckSum<%x>>>",
			nameOf(mediaType(f)), len(f.Data), pdfDate(o.doc.Date), sum), f.Data)
		spec := o.alloc()
		base := path.Base(f.Name)
		o.putf(spec, "<</Type/Filespec/F%s/UF%s/Desc%s/AFRelationship/Source/EF<</F %d 0 R/UF %d 0 R>>>>",
			text(base), text(base), text(f.Description), data, data)
		specs = append(specs, spec)
		// A name tree is sorted by key, and files keep their order.
		fmt.Fprintf(&tree, "(%03d)%d 0 R ", i, spec)
	}
	return "/Names<</EmbeddedFiles<</Names[" + tree.String() + "]>>>>", "/AF" + refs(specs)
}

func mediaType(f document.File) string {
	if f.MediaType == "" {
		return "application/octet-stream"
	}
	return f.MediaType
}

// nameOf writes a PDF name, with # for what a name cannot hold.
func nameOf(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c > ' ' && c < 0x7f && !strings.ContainsRune("#/()<>[]{}%", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "#%02X", c)
		}
	}
	return b.String()
}
