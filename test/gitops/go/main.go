// gitops-judge says what GitOps tools make of Kubernetes objects, by the tools' own code: kstatus as Helm and kpt have it, Flux's fork of
// it, and Argo CD's health assessment with its Lua machine. Objects come as JSON, one a line; each is answered by one line.
//
//	gitops-judge health [name=argocd-cm.yaml ...]             how each object stands
//	gitops-judge decode                                            whether it is what Flux or Argo CD take, every field known
//	gitops-judge version                                           of what it is made
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Status of an endpoint with many variants fits many times over.
const longestLine = 16 << 20

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gitops-judge:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("say what to do: health, decode or version")
	}
	switch args[0] {
	case "health":
		rules, err := readRules(args[1:])
		if err != nil {
			return err
		}
		return eachLine(in, out, func(line []byte) (any, error) { return assess(line, rules) })
	case "decode":
		return eachLine(in, out, func(line []byte) (any, error) { return decode(line), nil })
	case "version":
		return printVersions(out)
	default:
		return fmt.Errorf("%q is not known: say health, decode or version", args[0])
	}
}

func eachLine(in io.Reader, out io.Writer, answer func([]byte) (any, error)) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	buffered := bufio.NewWriter(out)
	answers := json.NewEncoder(buffered)
	for number := 1; lines.Scan(); number++ {
		result, err := answer(lines.Bytes())
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := answers.Encode(result); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return buffered.Flush()
}

func printVersions(out io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("built without module information")
	}
	for _, module := range info.Deps {
		if _, err := fmt.Fprintln(out, module.Path, module.Version); err != nil {
			return err
		}
	}
	return nil
}
