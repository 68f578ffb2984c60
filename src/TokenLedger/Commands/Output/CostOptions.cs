using System.CommandLine;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>The options that make a cost question, shared by 'costs' and 'export'.</summary>
internal sealed class CostOptions(string defaultLast, int defaultLimit)
{
    private readonly GroupOptions _group = new(defaultLast, defaultLimit, Grouping.Model.Name);

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="compares">Whether it says what costs were before.</param>
    public void AddTo(Command command, bool compares = false) => _group.AddTo(command, compares);

    /// <exception cref="CommandFailedException">An option makes no sense; exit code 2.</exception>
    public CostQuery Read(ParseResult parsed, DateTimeOffset now) =>
        _group.Read(parsed, new CostQuery { Limit = defaultLimit }, now);

    /// <summary>Another question with the same options.</summary>
    /// <exception cref="CommandFailedException">An option makes no sense; exit code 2.</exception>
    public T Read<T>(ParseResult parsed, T question, string last, DateTimeOffset now)
        where T : GroupedSlice => _group.Read(parsed, question, now, last);

    public static CommandFailedException Misused(string message) => new(message, ExitCode.Misused);

    /// <summary>Reads a condition.</summary>
    /// <exception cref="CommandFailedException">It makes no sense; exit code 2.</exception>
    public static Filter Condition(string text) =>
        Filter.Parse(text, out string? problem) ?? throw Misused("--where: " + problem);
}
