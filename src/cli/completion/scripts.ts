/**
 * The shells' side of completion: each asks this program what may come next, so that the scripts never grow old. kubectl itself asks a
 * plugin through an executable called `kubectl_complete-sagemaker`; the scripts also work for the program under its own name.
 */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const scriptFor = (shell: Shell): string => SCRIPTS[shell];

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion of kubectl-sagemaker: source <(kubectl sagemaker completion bash)
_kubectl_sagemaker() {
  local word IFS=$'\\n'
  word="\${COMP_WORDS[COMP_CWORD]}"
  # shellcheck disable=SC2207 # one suggestion a line, and none holds a blank
  COMPREPLY=($(compgen -W "$(kubectl-sagemaker __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "$word"))
}
complete -o default -F _kubectl_sagemaker kubectl-sagemaker
`,
  zsh: `#compdef kubectl-sagemaker
# zsh completion of kubectl-sagemaker: source <(kubectl sagemaker completion zsh)
_kubectl_sagemaker() {
  local -a suggestions
  suggestions=(\${(f)"$(kubectl-sagemaker __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#suggestions} )); then compadd -- $suggestions; else _files; fi
}
compdef _kubectl_sagemaker kubectl-sagemaker
`,
  fish: `# fish completion of kubectl-sagemaker: kubectl sagemaker completion fish | source
function __kubectl_sagemaker
    set -l words (commandline -opc) (commandline -ct)
    kubectl-sagemaker __complete $words[2..-1] 2>/dev/null
end
complete -c kubectl-sagemaker -a '(__kubectl_sagemaker)'
`,
};
