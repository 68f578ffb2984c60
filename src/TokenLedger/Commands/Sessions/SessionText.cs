using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Commands.Sessions;

/// <summary>One session for people.</summary>
internal static class SessionText
{
    public static void Write(SessionReport report, LedgerStamp stamp, TextWriter output)
    {
        Head(report, output);
        output.WriteLine();
        Agents(report).WriteTo(output);
        if (report.AgentsLeftOut > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.AgentsLeftOut, "more agent is", "more agents are")} in the figures above them."
            );
        }

        if (report.Spans.Nodes.Count > 0)
        {
            output.WriteLine();
            Spans(report.Spans.Nodes).WriteTo(output);
        }

        if (report.Spans.Calls < report.CallCount)
        {
            int skipped = report.Spans.Skipped;
            output.WriteLine(
                $"Spans are those of calls {Figures.Of(skipped + 1)} to {Figures.Of(skipped + report.Spans.Calls)} of "
                    + $"{Figures.Of(report.CallCount)}; see --skip {skipped + report.Spans.Calls} for the next."
            );
        }

        if (report.Steps.Any(step => step.Task is not null || step.Step is not null))
        {
            output.WriteLine();
            Steps(report).WriteTo(output);
        }

        output.WriteLine();
        Calls(report).WriteTo(output);
        int last = report.Query.Skip + report.Calls.Count;
        if (last < report.CallCount)
        {
            output.WriteLine(
                $"{Counted.Of(report.CallCount - last, "more call")}; see --skip {last} and --limit. 'tokenledger proof' takes a sequence."
            );
        }

        output.WriteLine(Figures.Stamp(report.AsOfEntry, stamp));
    }

    private static void Head(SessionReport report, TextWriter output)
    {
        SessionFigures figures = report.Figures;
        string tenant = report.Tenant is { } name ? $" of tenant {name}" : "";
        output.WriteLine($"session {report.Query.Session}{tenant}".Where(letter => !char.IsControl(letter)).ToArray());
        output.WriteLine(
            $"{Figures.Of(figures.Costs.Known)} USD, {Counted.Of(figures.Costs.Calls, "call")} ({Figures.Of(figures.Failed)} failed), "
                + $"{Figures.Of(figures.Costs.Rejected)} refused, {Figures.Of(figures.Costs.Open)} open, {Counted.Of(figures.Tokens, "token")}"
        );
        if (figures.FirstAt is { } first)
        {
            string took = report.EndedAt is { } end ? $", {Figures.Of(end - first)} to the end of the last answer" : "";
            output.WriteLine($"from {Figures.Of(first, report.Query.Zone)} {report.Query.Zone.Id}{took}");
        }
    }

    private static Table Agents(SessionReport report)
    {
        Table table = new("AGENT", ">CALLS", ">FAILED", ">$OWN COST (USD)", ">$WITH ALL BELOW")
        {
            MostText = Terminal.RoomBeside(60),
        };
        string[] names = Tree.Lines([.. report.Agents.Select(agent => (agent.Depth, NameOf(agent)))]);
        for (int i = 0; i < names.Length; i++)
        {
            AgentNode agent = report.Agents[i];
            table.Add(
                names[i],
                Figures.Of(agent.Exclusive.Costs.Calls),
                Figures.Of(agent.Exclusive.Failed),
                Figures.Of(agent.Exclusive.Costs.Known),
                Figures.Of(agent.Inclusive.Costs.Known)
            );
        }

        return table;
    }

    private static string NameOf(AgentNode agent)
    {
        string name = agent.Agent ?? (agent.Span is { } span ? "span " + span : "(no agent)");
        return agent.Note switch
        {
            AgentNote.Circle => name + " (its parents lead back to it)",
            AgentNote.NotCalled => name + " (made no call)",
            _ => name,
        };
    }

    private static Table Spans(IReadOnlyList<SpanNode> spans)
    {
        Table table = new("SPAN", "AGENT", "STEP", ">CALLS", ">$EXCLUSIVE (USD)", ">$INCLUSIVE (USD)")
        {
            MostText = Math.Max(20, Terminal.RoomBeside(60) / 3),
        };
        string[] lines = Tree.Lines([.. spans.Select(span => (span.Depth, NameOf(span)))]);
        foreach (SpanNode span in spans)
        {
            table.Add(
                lines[span.Node],
                span.Agent ?? "",
                span.Step ?? span.Task ?? "",
                Figures.Of(span.Exclusive.Costs.Calls),
                Figures.Of(span.Exclusive.Costs.Known),
                Figures.Of(span.Inclusive.Costs.Known)
            );
        }

        return table;
    }

    private static string NameOf(SpanNode span) =>
        span.Span
        ?? (
            span.Trace is { } trace ? "trace " + trace
            : span.IsFurther ? "(further calls)"
            : "(no trace)"
        );

    private static Table Steps(SessionReport report)
    {
        Table table = new("TASK", "STEP", ">CALLS", ">TOKENS", ">$COST (USD)")
        {
            MostText = Terminal.RoomBeside(50) / 2,
        };
        foreach (SessionStep step in report.Steps)
        {
            table.Add(
                step.Task ?? "",
                step.Step ?? "",
                Figures.Of(step.Figures.Costs.Calls),
                Figures.Of(step.Figures.Tokens),
                Figures.Of(step.Figures.Costs.Known)
            );
        }

        return table;
    }

    private static Table Calls(SessionReport report)
    {
        Table table = new(">ENTRY", ">AFTER", ">TOOK", "AGENT", "MODEL", "OUTCOME", ">TOKENS", ">$COST (USD)", "NOTES")
        {
            MostText = Math.Max(12, Terminal.RoomBeside(60) / 4),
        };
        foreach (SessionCall call in report.Calls)
        {
            Entry entry = call.Entry;
            TimeSpan after = entry.OccurredAt - (report.Figures.FirstAt ?? entry.OccurredAt);
            table.Add(
                call.Sequence.ToString(CultureInfo.InvariantCulture),
                "+" + Figures.Of(after < TimeSpan.Zero ? TimeSpan.Zero : after),
                entry.LatencyMs is { } latency ? Figures.Of(TimeSpan.FromMilliseconds(latency)) : "",
                entry.Attribution.Agent ?? "",
                entry.ModelServed ?? entry.ModelRequested ?? "",
                entry.Outcome ?? call.Status,
                Figures.Of(call.PromptTokens + call.AnswerTokens),
                Figures.Of(call.Known),
                Notes(call)
            );
        }

        return table;
    }

    private static string Notes(SessionCall call)
    {
        List<string> notes = [.. call.Entry.ToolsCalled, .. call.Entry.Flags, .. call.Entry.Warnings];
        if (call.Unpriced)
        {
            notes.Add("unpriced");
        }

        if (call.Adjustments > 0)
        {
            notes.Add("adjusted");
        }

        return string.Join(", ", notes);
    }
}
