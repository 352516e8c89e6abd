// Opens the checkpoints of an exported log with golang.org/x/mod/sumdb/note, and recomputes their roots from the
// exported entries with golang.org/x/mod/sumdb/tlog.
//
// Usage: note EXPORT COSIGNED WITNESS-KEY: the exported log, its cosigned checkpoint, and the cosigner's verifier key.
// Exit status 1 where anything does not hold.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// witness verifies cosignatures as C2SP tlog-cosignature defines them; the package note knows plain Ed25519 only.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	return ed25519.Verify(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)), signature[8:])
}

func newWitness(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed verifier key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize {
		return nil, errors.New("malformed verifier key")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n\x04"), key[1:]...))
	return witness{parts[0], binary.BigEndian.Uint32(id[:]), key[1:]}, nil
}

// tree holds the hashes of a log in the order of tlog.
type tree struct {
	hashes []tlog.Hash
	size   int64
}

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = t.hashes[index]
	}
	return found, nil
}

func (t *tree) add(entry []byte) error {
	hashes, err := tlog.StoredHashes(t.size, entry, t)
	t.hashes, t.size = append(t.hashes, hashes...), t.size+1
	return err
}

// checkpoint opens a note with all of `verifiers` and compares the root that it states.
func (t *tree) checkpoint(text string, verifiers ...note.Verifier) error {
	opened, err := note.Open([]byte(text), note.VerifierList(verifiers...))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(verifiers) {
		return errors.New("a signature is missing")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 3 {
		return errors.New("no checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size > t.size {
		return fmt.Errorf("a checkpoint at %s of %d entries", lines[1], t.size)
	}
	root, err := tlog.TreeHash(size, t)
	if err == nil && base64.StdEncoding.EncodeToString(root[:]) != lines[2] {
		err = fmt.Errorf("another root at %d", size)
	}
	return err
}

type line struct {
	Key        struct{ Log string }
	Entry      json.RawMessage
	Checkpoint string
}

func run(export, cosigned, witnessKey string) error {
	data, err := os.ReadFile(export)
	if err != nil {
		return err
	}
	var log tree
	var notes []string
	var key string
	for _, text := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		var one line
		if err := json.Unmarshal(text, &one); err != nil {
			return err
		}
		if one.Entry != nil {
			if err := log.add(one.Entry); err != nil {
				return err
			}
		}
		if one.Checkpoint != "" {
			notes = append(notes, one.Checkpoint)
		}
		key += one.Key.Log
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	for _, text := range notes {
		if err := log.checkpoint(text, verifier); err != nil {
			return err
		}
	}
	last, err := os.ReadFile(cosigned)
	if err != nil {
		return err
	}
	above, err := newWitness(witnessKey)
	if err != nil {
		return err
	}
	if err := log.checkpoint(string(last), verifier, above); err != nil {
		return err
	}
	fmt.Printf("%d entries, %d checkpoints, 1 cosigned\n", log.size, len(notes))
	return nil
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: note EXPORT COSIGNED WITNESS-KEY")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
