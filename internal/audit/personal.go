package audit

// Erased stands where a personal value was erased on request.
const Erased = "erased on request"

// Recipe says how a personal value is bound to the payload that names it.
const Recipe = "From form 2 of an entry on, the payload holds for each personal value “c:” and the HMAC-SHA256 of the name of its field, a zero byte and the value, with a key of 16 random bytes of its own. " +
	"The line in events.jsonl carries key and value beside the payload; a value that was erased on request is missing there, and the hash stays good."
