# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_harmless_imports_global_optspecs
    string join \n config= isolated output-format= color= q/quiet v/verbose j/jobs= safety= debug benchmark native no-native h/help V/version
end

function __fish_harmless_imports_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_harmless_imports_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_harmless_imports_using_subcommand
    set -l cmd (__fish_harmless_imports_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l debug
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l benchmark
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l native
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -l no-native
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -s V -l version -d 'Print version'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "check" -d 'Name the files that are not sorted'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "diff" -d 'Show what sorting would change, as a diff'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "format" -d 'Sort the files in place'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "list-imports" -d 'Show the blocks of imports that are sorted together'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "explain" -d 'Tell why imports belong to their categories, and why some are left where they are'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "graph" -d 'Show the import cycles of a code base'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "migrate" -d 'Print the settings of isort or ruff in a directory as ours, and what they would change'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "server" -d 'Serve an editor: the Language Server Protocol over standard input and output'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "completions" -d 'Print a script that completes this program\'s arguments in a shell'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "man" -d 'Print the manual page of this program or of one of its commands, as roff'
complete -c harmless-imports -n "__fish_harmless_imports_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l stdin-filename -d 'The name of what comes from standard input: decides its configuration and package' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l stdin-filename -d 'The name of what comes from standard input: decides its configuration and package' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l stdin-filename -d 'The name of what comes from standard input: decides its configuration and package' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand format" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l multiples -d 'Show only files with several blocks'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l debug -d 'Show for each import its place after sorting and its category'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand list-imports" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l dot -d 'Write the graph in the DOT language of Graphviz'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l from -d 'Whose settings to read, if there are both' -r -f -a "isort\t''
ruff\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l diff -d 'Show what would change, as a diff'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l exclude -d 'Leave out files and directories that match, instead of the default ones (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l extend-exclude -d 'Leave out these as well (can be repeated)' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l force-exclude -d 'Leave out also what is named on the command line'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l no-force-exclude
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l respect-gitignore -d 'Leave out what git ignores (the default; --no-respect-gitignore turns it off)'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l no-respect-gitignore
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l show-files -d 'Print the files that would be processed, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l show-settings -d 'Print each setting with where it comes from, and stop'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand server" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -l config -d 'Read this file instead of the nearest pyproject.toml' -r -F
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -l output-format -d 'How findings are written' -r -f -a "concise\t''
full\t''
json\t''
json-lines\t''
github\t''
gitlab\t''
junit\t''
sarif\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -s j -l jobs -d 'Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]' -r
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -l safety -d 'How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort' -r -f -a "full\t''
usort\t''"
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -l isolated -d 'Read no configuration file'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -s q -l quiet -d 'Print errors and what was asked for, nothing else'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -s v -l verbose -d 'Say more: what is done in each file, and why something is not done'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "check" -d 'Name the files that are not sorted'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "diff" -d 'Show what sorting would change, as a diff'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "format" -d 'Sort the files in place'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "list-imports" -d 'Show the blocks of imports that are sorted together'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "explain" -d 'Tell why imports belong to their categories, and why some are left where they are'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "graph" -d 'Show the import cycles of a code base'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "migrate" -d 'Print the settings of isort or ruff in a directory as ours, and what they would change'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "server" -d 'Serve an editor: the Language Server Protocol over standard input and output'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "completions" -d 'Print a script that completes this program\'s arguments in a shell'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "man" -d 'Print the manual page of this program or of one of its commands, as roff'
complete -c harmless-imports -n "__fish_harmless_imports_using_subcommand help; and not __fish_seen_subcommand_from check diff format list-imports explain graph migrate server completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
