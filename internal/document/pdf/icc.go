package pdf

import (
	"encoding/binary"
	"math"
	"sync"
)

// srgb is an ICC profile (version 2.1, matrix and curves) of the sRGB colour
// space, made here so that no file of unclear licence has to be carried.
var srgb = sync.OnceValue(func() []byte {
	type tag struct {
		name string
		data []byte
	}
	be := binary.BigEndian
	fixed := func(b []byte, vs ...float64) []byte {
		for _, v := range vs {
			b = be.AppendUint32(b, uint32(int32(math.Round(v*65536))))
		}
		return b
	}
	xyz := func(x, y, z float64) []byte { return fixed([]byte("XYZ \x00\x00\x00\x00"), x, y, z) }

	const name = "sRGB IEC61966-2.1"
	desc := append([]byte("desc\x00\x00\x00\x00"), be.AppendUint32(nil, uint32(len(name)+1))...)
	desc = append(desc, name...)
	desc = append(desc, make([]byte, 1+4+4+2+1+67)...)

	const steps = 256
	curve := be.AppendUint32([]byte("curv\x00\x00\x00\x00"), steps)
	for i := range steps {
		v := float64(i) / (steps - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = be.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	// The primaries adapted to D50 (Bradford), as in the profile of IEC 61966-2-1.
	tags := []tag{
		{"desc", desc},
		{"cprt", []byte("text\x00\x00\x00\x00Public domain\x00")},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360747, 0.2225045, 0.0139322)},
		{"gXYZ", xyz(0.3850649, 0.7168786, 0.0971045)},
		{"bXYZ", xyz(0.1430804, 0.0606169, 0.7141733)},
		{"rTRC", curve},
		{"gTRC", nil},
		{"bTRC", nil}, // the same curve
	}

	head := 128 + 4 + 12*len(tags)
	table := be.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	at := 0
	for _, t := range tags {
		if t.data != nil {
			at = head + len(body)
			body = append(body, t.data...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
		}
		size := len(t.data)
		if t.data == nil {
			size = len(curve)
		}
		table = append(table, t.name...)
		table = be.AppendUint32(table, uint32(at))
		table = be.AppendUint32(table, uint32(size))
	}

	b := be.AppendUint32(nil, uint32(head+len(body)))
	b = append(b, 0, 0, 0, 0, 2, 0x10, 0, 0)
	b = append(b, "mntrRGB XYZ "...)
	for _, v := range []uint16{2026, 1, 1, 0, 0, 0} {
		b = be.AppendUint16(b, v)
	}
	b = append(b, "acsp"...)
	b = append(b, make([]byte, 68-len(b))...)
	b = fixed(b, 0.9642, 1, 0.8249)
	b = append(b, make([]byte, 128-len(b))...)
	return append(append(b, table...), body...)
})
