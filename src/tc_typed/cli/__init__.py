"""The command `tc-typed`.

    app       the command, its version, and its subcommands
    compile   `tc-typed compile`
    diff      `tc-typed diff`
    yml       `tc-typed yml check` and `tc-typed yml render`
    contracts contracts for `compile` and `diff`, and messages of the compiler
    options   options that several commands have
    terminal  tables, JSON, errors and progress on the terminal

Each command imports what it needs when it runs. So `--help` and checks of files neither need nor
load the compiler.
"""
