package lab

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// encodeJSON writes a value as PHP does: slashes and everything beyond ASCII are
// escaped.
func encodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	text := bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	out := make([]byte, 0, len(text)+len(text)/16)
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[i:])
		}
		i += size
		switch {
		case r == '/':
			out = append(out, `\/`...)
		case r < utf8.RuneSelf:
			out = append(out, byte(r)) //nolint:gosec // below RuneSelf
		case r > 0xFFFF:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out, nil
}

// encodeXML writes what a client gets that forgets moodlewsrestformat=json.
func encodeXML(v any) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(`<?xml version="1.0" encoding="UTF-8" ?>` + "\n")
	if e, ok := v.(*moodleError); ok {
		fmt.Fprintf(&out, "<EXCEPTION class=\"%s\">\n<ERRORCODE>%s</ERRORCODE>\n<MESSAGE>%s</MESSAGE>\n</EXCEPTION>\n",
			escaped(e.Exception), escaped(e.Code), escaped(e.Message))
		return out.Bytes(), nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	out.WriteString("<RESPONSE>\n")
	in := json.NewDecoder(bytes.NewReader(data))
	in.UseNumber()
	if err := writeXML(&out, in); err != nil {
		return nil, err
	}
	out.WriteString("</RESPONSE>\n")
	return out.Bytes(), nil
}

// writeXML turns the next JSON value into Moodle's SINGLE, MULTIPLE and VALUE.
// It reads tokens, because the order of the keys is kept.
func writeXML(out *bytes.Buffer, in *json.Decoder) error {
	token, err := in.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		return writeXMLGroup(out, in, t)
	case nil:
		out.WriteString("<VALUE null=\"null\"/>\n")
	case bool:
		fmt.Fprintf(out, "<VALUE>%d</VALUE>\n", truthValue(t))
	default:
		fmt.Fprintf(out, "<VALUE>%s</VALUE>\n", escaped(fmt.Sprint(t)))
	}
	return nil
}

func writeXMLGroup(out *bytes.Buffer, in *json.Decoder, open json.Delim) error {
	tag := "MULTIPLE"
	if open == '{' {
		tag = "SINGLE"
	}
	fmt.Fprintf(out, "<%s>\n", tag)
	for in.More() {
		if open == '{' {
			key, err := in.Token()
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "<KEY name=\"%v\">", key)
		}
		if err := writeXML(out, in); err != nil {
			return err
		}
		if open == '{' {
			out.WriteString("</KEY>\n")
		}
	}
	fmt.Fprintf(out, "</%s>\n", tag)
	_, err := in.Token()
	return err
}

func escaped(text string) string {
	var buf bytes.Buffer
	// Writing to memory cannot fail.
	_ = xml.EscapeText(&buf, []byte(text))
	return buf.String()
}
