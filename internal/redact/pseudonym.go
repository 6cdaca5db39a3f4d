package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"unicode"
)

// The letters of tokens: without vowels they form no words, and digits that look like
// letters are left out.
const (
	consonants = "bcdfghjkmnpqrstvwxz"
	symbols    = consonants + "23456789"
)

// tokenLength makes two equal tokens in a course of a hundred thousand people unlikely;
// where it happens the second one is longer.
const tokenLength = 8

// space keeps apart what is never compared.
type space string

const (
	people space = "who"
	places space = "where"
	values space = "value"
	words  space = "word"
)

// minter makes tokens of values with a key. The same value has the same token always,
// different values of one space have different ones.
type minter struct {
	key   []byte
	made  map[string]string // space and value to token
	owner map[string]string // space and token to value
}

func newMinter(key []byte) *minter {
	return &minter{key: key, made: map[string]string{}, owner: map[string]string{}}
}

func (m *minter) sum(id string) []byte {
	mac := hmac.New(sha256.New, m.key)
	mac.Write([]byte(id))
	return mac.Sum(nil)
}

// token returns the token of a value.
func (m *minter) token(in space, value string) string {
	id := string(in) + "\x00" + value
	if t, ok := m.made[id]; ok {
		return t
	}
	alphabet := symbols
	if in == words {
		alphabet = consonants
	}
	sum := m.sum(id)
	for n := tokenLength; ; n += 4 {
		t := spell(sum[:min(n, len(sum))], alphabet)
		if who, taken := m.owner[string(in)+t]; !taken || who == value {
			m.made[id], m.owner[string(in)+t] = t, value
			return t
		}
	}
}

func spell(sum []byte, alphabet string) string {
	t := make([]byte, len(sum))
	for i, b := range sum {
		t[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(t)
}

// asWritten gives a token the capitals of a word, so that two ways to write it stay
// different and stay alike but for them.
func (m *minter) asWritten(token, word string) string {
	switch runes := []rune(word); {
	case strings.ToLower(word) == word:
		return token
	case strings.ToUpper(word) == word:
		return strings.ToUpper(token)
	case unicode.IsUpper(runes[0]) && strings.ToLower(string(runes[1:])) == string(runes[1:]):
		return strings.ToUpper(token[:1]) + token[1:]
	}
	for n := byte(0); ; n++ {
		t := capitals(token, m.sum(string(n)+word))
		if who, taken := m.owner["capitals"+t]; !taken || who == word {
			m.owner["capitals"+t] = word
			return t
		}
		if n == 255 {
			return token + t // all ways to write it are taken
		}
	}
}

// capitals makes every letter of a token but the first two a capital or not, and
// these in the way that no other kind of word has.
func capitals(token string, sum []byte) string {
	t := []byte(strings.ToLower(token[:1]) + strings.ToUpper(token[1:2]) + token[2:])
	for i := 2; i < len(t); i++ {
		if sum[i]&1 == 1 {
			t[i] -= 'a' - 'A'
		}
	}
	return string(t)
}
