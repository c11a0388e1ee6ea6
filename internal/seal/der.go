package seal

import (
	"bytes"
	"errors"
	"math/big"
	"slices"
)

// ASN.1 tags as they stand in DER. Only low tag numbers occur in our CMS.
const (
	tagBoolean  = 0x01
	tagInteger  = 0x02
	tagOctets   = 0x04
	tagNull     = 0x05
	tagOID      = 0x06
	tagTime     = 0x18 // GeneralizedTime
	tagSequence = 0x30
	tagSet      = 0x31
	tagContext0 = 0xa0
	tagContext1 = 0xa1
)

var errDER = errors.New("not canonical der")

// tlv writes one DER element; its content is the parts in order.
func tlv(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := append(make([]byte, 0, n+6), tag)
	switch {
	case n < 0x80:
		out = append(out, byte(n))
	default:
		size := big.NewInt(int64(n)).Bytes()
		out = append(out, 0x80|byte(len(size)))
		out = append(out, size...)
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// setOf writes its elements in the order DER asks for (X.690 11.6).
func setOf(tag byte, elements ...[]byte) []byte {
	sorted := slices.Clone(elements)
	slices.SortFunc(sorted, bytes.Compare)
	return tlv(tag, sorted...)
}

// der reads elements off the front of a byte slice and refuses what DER does
// not allow: indefinite or padded lengths, high tag numbers, lengths that
// reach beyond the slice.
type der []byte

// next takes one element of any tag. whole is the element with its header.
func (d *der) next() (tag byte, body der, whole []byte, err error) {
	b := *d
	if len(b) < 2 || b[0]&0x1f == 0x1f {
		return 0, nil, nil, errDER
	}
	head, size := 2, int(b[1])
	if size >= 0x80 {
		n := size & 0x7f
		if n == 0 || n > 3 || len(b) < 2+n || b[2] == 0 {
			return 0, nil, nil, errDER
		}
		size = 0
		for _, x := range b[2 : 2+n] {
			size = size<<8 | int(x)
		}
		if size < 0x80 {
			return 0, nil, nil, errDER
		}
		head += n
	}
	if size > len(b)-head {
		return 0, nil, nil, errDER
	}
	*d = b[head+size:]
	return b[0], b[head : head+size], b[:head+size], nil
}

// take reads one element that must have the given tag.
func (d *der) take(tag byte) (body der, whole []byte, err error) {
	got, body, whole, err := d.next()
	if err == nil && got != tag {
		err = errDER
	}
	return body, whole, err
}

// holds says whether the next element has the tag.
func (d der) holds(tag byte) bool { return len(d) > 0 && d[0] == tag }
