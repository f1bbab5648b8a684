# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_harmless_codemod_global_optspecs
    string join \n config= isolated output-format= color= q/quiet v/verbose j/jobs= h/help V/version
end

function __fish_harmless_codemod_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_harmless_codemod_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_harmless_codemod_using_subcommand
    set -l cmd (__fish_harmless_codemod_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -s V -l version -d 'Print version'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "rewrite" -d 'Replace what matches a pattern'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "rename" -d 'Rename a function, class, variable or module, with its imports and uses'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "run" -d 'Run rule files'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "test" -d 'Run the tests in rule files'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "select" -d 'List what matches a pattern'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "dump" -d 'Show the syntax tree of files'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "list" -d 'List the rules in rule files'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "completions" -d 'Print a script that completes this program\'s arguments in a shell'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "man" -d 'Print the manual page of this program or of one of its commands, as roff'
complete -c harmless-codemod -n "__fish_harmless_codemod_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l python -d 'The oldest Python that the new code must run on' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l files-from -d 'Take the paths from this file, one a line, or from standard input (`-`)' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l shard -d 'Of all files, take only part I of N' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l patch -d 'Write the changes as a patch to this file, `-` for standard output' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l textual -d 'Match dotted names as they are spelled, without resolving them'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l no-force-exclude
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l no-respect-gitignore
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l write -d 'Write the changes (the default is to show them)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l check -d 'Name the files that would change'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -s i -l interactive -d 'Ask about each change'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l unsafe -d 'Apply unsafe rules too'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l maybe -d 'Change also what may mean something else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rewrite" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l kind -d 'What the name is of: rename only that' -r -f -a "function\t''
class\t''
method\t''
attribute\t''
var\t''
module\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l files-from -d 'Take the paths from this file, one a line, or from standard input (`-`)' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l shard -d 'Of all files, take only part I of N' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l patch -d 'Write the changes as a patch to this file, `-` for standard output' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l no-force-exclude
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l no-respect-gitignore
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l write -d 'Write the changes (the default is to show them)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l check -d 'Name the files that would change'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -s i -l interactive -d 'Ask about each change'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l unsafe -d 'Apply unsafe rules too'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l maybe -d 'Change also what may mean something else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l rules -d 'Further rule files, run together with the first (can be repeated)' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l files-from -d 'Take the paths from this file, one a line, or from standard input (`-`)' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l shard -d 'Of all files, take only part I of N' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l patch -d 'Write the changes as a patch to this file, `-` for standard output' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l no-force-exclude
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l no-respect-gitignore
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l write -d 'Write the changes (the default is to show them)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l check -d 'Name the files that would change'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -s i -l interactive -d 'Ask about each change'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l unsafe -d 'Apply unsafe rules too'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l maybe -d 'Change also what may mean something else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l files-from -d 'Take the paths from this file, one a line, or from standard input (`-`)' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l shard -d 'Of all files, take only part I of N' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l textual -d 'Match dotted names as they are spelled, without resolving them'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l no-force-exclude
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l no-respect-gitignore
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand select" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand dump" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -l isolated -d 'Read no configuration file'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "rewrite" -d 'Replace what matches a pattern'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "rename" -d 'Rename a function, class, variable or module, with its imports and uses'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "run" -d 'Run rule files'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "test" -d 'Run the tests in rule files'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "select" -d 'List what matches a pattern'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "dump" -d 'Show the syntax tree of files'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "list" -d 'List the rules in rule files'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "completions" -d 'Print a script that completes this program\'s arguments in a shell'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "man" -d 'Print the manual page of this program or of one of its commands, as roff'
complete -c harmless-codemod -n "__fish_harmless_codemod_using_subcommand help; and not __fish_seen_subcommand_from rewrite rename run test select dump list completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
