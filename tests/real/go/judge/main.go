// Judges histories of seats with porcupine: one JSON history a line on standard input, "true" or "false" a line out.
//
// A history is a list of {"begun", "ended" (null: nobody saw the end), "doing", "lease", "answer" (null: nobody saw it)}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

type operation struct {
	Begun  float64          `json:"begun"`
	Ended  *float64         `json:"ended"`
	Doing  string           `json:"doing"`
	Lease  string           `json:"lease"`
	Answer *json.RawMessage `json:"answer"`
}

// A state is the leases that are no longer held, sorted, as "lease=placed" or "lease=released".
type state = string

func leases(s state) map[string]string {
	found := map[string]string{}
	for _, each := range strings.Split(s, "\n") {
		if name, now, ok := strings.Cut(each, "="); ok {
			found[name] = now
		}
	}
	return found
}

func written(found map[string]string) state {
	lines := make([]string, 0, len(found))
	for name, now := range found {
		lines = append(lines, name+"="+now)
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

var moves = map[string][2]string{
	"place": {"held", "placed"}, "release": {"held", "released"}, "undo": {"placed", "released"},
}

func step(s state, op operation) (bool, state) {
	found := leases(s)
	if op.Doing == "read" {
		placed := 0
		for _, now := range found {
			if now == "placed" {
				placed++
			}
		}
		return op.Answer == nil || string(*op.Answer) == fmt.Sprint(placed), s
	}
	move, now := moves[op.Doing], "held"
	if known, ok := found[op.Lease]; ok {
		now = known
	}
	possible := now == move[0]
	if op.Answer != nil && string(*op.Answer) == "false" {
		return !possible, s
	}
	if !possible {
		// nobody saw the answer: it may have been refused
		return op.Answer == nil, s
	}
	found[op.Lease] = move[1]
	return true, written(found)
}

var model = porcupine.Model{
	Init: func() interface{} { return "" },
	Step: func(s, input, output interface{}) (bool, interface{}) {
		ok, after := step(s.(state), input.(operation))
		return ok, after
	},
}

func judge(history []operation) porcupine.CheckResult {
	ops := make([]porcupine.Operation, 0, len(history))
	for n, op := range history {
		ended := int64(math.MaxInt64)
		if op.Ended != nil {
			ended = int64(*op.Ended * 1e9)
		}
		ops = append(ops, porcupine.Operation{ClientId: n, Input: op, Call: int64(op.Begun * 1e9), Output: 0, Return: ended})
	}
	return porcupine.CheckOperationsTimeout(model, ops, 30*time.Second)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var history []operation
		if err := json.Unmarshal(lines.Bytes(), &history); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		switch judge(history) {
		case porcupine.Ok:
			fmt.Println("true")
		case porcupine.Illegal:
			fmt.Println("false")
		default:
			fmt.Println("undecided")
		}
	}
}
