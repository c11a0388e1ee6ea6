package seal

import (
	"bytes"
	"compress/zlib"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"sync"
	"testing"
	"time"

	"demarc/internal/seal/sealtest"
)

var (
	sealTime = time.Date(2026, 11, 22, 7, 13, 5, 0, time.UTC)
	claim    = Claim{Reason: "Agreement NG-2026-0117, version 3", Location: "demarc.example.org", At: sealTime}
)

var testKey = sync.OnceValue(func() *Key {
	k, err := NewKey(sealTime, "Demarc at example.org")
	if err != nil {
		panic(err)
	}
	return k
})

// quickKey is an authority of its own over P-256 keys.
func quickKey(t testing.TB, now time.Time, title string) *Key {
	t.Helper()
	var keys [2]*ecdsa.PrivateKey
	for i := range keys {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		keys[i] = k
	}
	k, err := NewKeyFrom(now, title, keys[0], keys[1])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func trustIn(k *Key) Trust { return Trust{Roots: roots(k)} }

// mustSeal seals, and has programs of others judge what it made.
func mustSeal(t testing.TB, pdf []byte, k *Key, c Claim) []byte {
	t.Helper()
	out, err := Seal(pdf, k, c)
	if err != nil {
		t.Fatal(err)
	}
	sealtest.Once(t, out, k.RootPEM())
	return out
}

// sampleObjects is a one-page document: with a reserved seal field if asked, and
// with an attached file.
func sampleObjects(field bool) []string {
	form, annots := "", ""
	content := "BT /F1 12 Tf 72 720 Td (The MSP owns server patching, 1000 USD a month.) Tj ET"
	objects := []string{
		"", // catalog, below
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"", // page, below
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		"<< /Type /Filespec /F (agreement.json) /UF (agreement.json) /AFRelationship /Source /EF << /F 7 0 R /UF 7 0 R >> >>",
		deflated("<< /Type /EmbeddedFile /Subtype /application#2Fjson", `{"agreement":"NG-2026-0117"}`),
	}
	if field {
		form, annots = " /AcroForm << /Fields [8 0 R] /SigFlags 0 >>", " /Annots [8 0 R]"
		objects = append(objects, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /Rect [0 0 0 0] /F 132 /P 3 0 R >>")
	}
	objects[0] = "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(agreement.json) 6 0 R] >> >>" + form + " >>"
	objects[2] = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R" + annots + " >>"
	return objects
}

func deflated(head, data string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte(data))
	w.Close()
	return fmt.Sprintf("%s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", head, z.Len(), z.Bytes())
}

// classicPDF has a cross-reference table.
func classicPDF(field bool) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	objects := sampleObjects(field)
	var table bytes.Buffer
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%s", len(objects)+1, table.Bytes())
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return b.Bytes()
}

// packedPDF keeps what it can in an object stream, behind a cross-reference
// stream with a PNG predictor.
func packedPDF(field bool) []byte {
	var b, head, body bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	objects := sampleObjects(field)
	type row struct {
		kind byte
		a    uint32
		c    uint16
	}
	container := len(objects) + 1
	rows := make([]row, container+2)
	rows[0] = row{0, 0, 65535}
	nth := 0
	for i, o := range objects {
		if bytes.Contains([]byte(o), []byte("stream\n")) {
			rows[i+1] = row{1, uint32(b.Len()), 0}
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
			continue
		}
		rows[i+1] = row{2, uint32(container), uint16(nth)}
		nth++
		fmt.Fprintf(&head, "%d %d ", i+1, body.Len())
		body.WriteString(o + " ")
	}
	rows[container] = row{1, uint32(b.Len()), 0}
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", container,
		deflated(fmt.Sprintf("<< /Type /ObjStm /N %d /First %d", nth, head.Len()), head.String()+body.String()))
	at := b.Len()
	rows[container+1] = row{1, uint32(at), 0}
	var table []byte
	above := make([]byte, 7)
	for _, r := range rows {
		line := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32([]byte{r.kind}, r.a), r.c)
		table = append(table, 2)
		for i := range line {
			table = append(table, line[i]-above[i])
		}
		above = line
	}
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", container+1,
		deflated(fmt.Sprintf("<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /DecodeParms << /Predictor 12 /Columns 7 >>", container+2), string(table)), at)
	return b.Bytes()
}
