# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_harmless_release_global_optspecs
    string join \n C/directory= p/package= json q/quiet v/verbose color= no-input V/version h/help
end

function __fish_harmless_release_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_harmless_release_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_harmless_release_using_subcommand
    set -l cmd (__fish_harmless_release_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c harmless-release -n "__fish_harmless_release_needs_command" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_needs_command" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_needs_command" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_needs_command" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -s V -l version -d 'Print the version of this program'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "init" -d 'Set up a project, asking a few questions'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "debug" -d 'Show what is known of the project'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "log" -d 'Show the commits since the last release, or since VERSION'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "generate" -d 'Print the changelog made from the tags'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "tag" -d 'Make a release'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "plan" -d 'Show what `tag` would do, with every check; change nothing'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "continue" -d 'Finish a release that was cut short'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "abort" -d 'Take back a release that was cut short'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "undo" -d 'Take back the last release, as long as no remote has it'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "notes" -d 'Print the notes of one release, for example for `gh release create -F -`'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "version" -d 'Print the present version'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "verify" -d 'Check that tag, commit, files, changelog and signature of a release agree'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "completions" -d 'Print a script that completes this program\'s arguments in a shell'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "man" -d 'Print the manual page of this program or of one of its commands, as roff'
complete -c harmless-release -n "__fish_harmless_release_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l name -d 'The project\'s name, the title of its changelog' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l namespace -d 'The package\'s folder' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l style -d 'How the changelog is kept; by what is there if not given' -r -f -a "attribution\t''
insert\t''
none\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l tag-prefix -d 'What tags begin with' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l version-file -d 'Keep the version in PACKAGE/__version__.py'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l no-version-file -d 'Do not keep it there'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l signed-tags -d 'Sign tags'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l no-signed-tags -d 'Do not sign tags'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l push -d 'Push each release'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -s y -l yes -d 'Take the defaults for everything else'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand init" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand debug" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand log" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -l format -d 'The format' -r -f -a "md\t''
json\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -l check -d 'Only say whether the file is up to date (exit code 1 if not)'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -l diff -d 'Print what would change in the file'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -l write -d 'Write the file'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand generate" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s m -l message -d 'The notes' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s F -l file -d 'A file with the notes; `-` is standard input' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l calver -d 'The pattern of calendar versions, for example YYYY.MM.N' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l style -d 'How the changelog is kept' -r -f -a "attribution\t''
insert\t''
none\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l from-commits -d 'Make the notes from the subjects of the commits since the last release'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s e -l edit -d 'Open the editor on the notes in any case'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l sign -d 'Sign the tag'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l no-sign -d 'Do not sign the tag'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l push -d 'Push branch and tag afterwards, both or neither'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l no-push -d 'Do not push'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s y -l yes -d 'Do not ask for confirmation'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l offline -d 'Do not ask the remote whether it has the version already'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l online -d 'Ask the remote also in a plan'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l allow-detached -d 'Allow a detached HEAD'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l allow-lower -d 'Allow a version that is lower than the last one'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l allow-empty-notes -d 'Allow a release without notes'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand tag" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s m -l message -d 'The notes' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s F -l file -d 'A file with the notes; `-` is standard input' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l calver -d 'The pattern of calendar versions, for example YYYY.MM.N' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l style -d 'How the changelog is kept' -r -f -a "attribution\t''
insert\t''
none\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l from-commits -d 'Make the notes from the subjects of the commits since the last release'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s e -l edit -d 'Open the editor on the notes in any case'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l sign -d 'Sign the tag'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l no-sign -d 'Do not sign the tag'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l push -d 'Push branch and tag afterwards, both or neither'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l no-push -d 'Do not push'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s y -l yes -d 'Do not ask for confirmation'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l offline -d 'Do not ask the remote whether it has the version already'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l online -d 'Ask the remote also in a plan'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l allow-detached -d 'Allow a detached HEAD'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l allow-lower -d 'Allow a version that is lower than the last one'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l allow-empty-notes -d 'Allow a release without notes'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand plan" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand continue" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand abort" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -l offline -d 'Do not ask remotes whether they have it'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -s y -l yes -d 'Do not ask for confirmation'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand undo" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand notes" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -l next -d 'Print the version that LEVEL leads to instead' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -l check -d 'Check that all places of the version agree'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand version" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -l all -d 'All releases'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -l online -d 'Ask the remote as well whether it has the same tags'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand verify" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -s C -l directory -d 'Run as if started in DIR' -r -F
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -s p -l package -d 'The package, where a repository has several' -r
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -l json -d 'Print results as JSON'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -s q -l quiet -d 'Print less'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -s v -s d -l verbose -d 'Print each step'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -l no-input -d 'Never ask'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand man" -s h -l help -d 'Print help'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "init" -d 'Set up a project, asking a few questions'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "debug" -d 'Show what is known of the project'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "log" -d 'Show the commits since the last release, or since VERSION'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "generate" -d 'Print the changelog made from the tags'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "tag" -d 'Make a release'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "plan" -d 'Show what `tag` would do, with every check; change nothing'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "continue" -d 'Finish a release that was cut short'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "abort" -d 'Take back a release that was cut short'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "undo" -d 'Take back the last release, as long as no remote has it'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "notes" -d 'Print the notes of one release, for example for `gh release create -F -`'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "version" -d 'Print the present version'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "verify" -d 'Check that tag, commit, files, changelog and signature of a release agree'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "completions" -d 'Print a script that completes this program\'s arguments in a shell'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "man" -d 'Print the manual page of this program or of one of its commands, as roff'
complete -c harmless-release -n "__fish_harmless_release_using_subcommand help; and not __fish_seen_subcommand_from init debug log generate tag plan continue abort undo notes version verify completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
