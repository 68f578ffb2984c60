using TokenLedger.Accounting.Metering;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Browser.Tests.Seeding;

/// <summary>One call of the story.</summary>
internal sealed record StoryCall(DateTimeOffset At, Attribution Who, string Provider, string Model)
{
    public long Input { get; init; }
    public long Cached { get; init; }
    public long Written { get; init; }
    public long Output { get; init; }
    public long Reasoning { get; init; }
    public int LatencyMs { get; init; } = 900;
    public Provenance Provenance { get; init; }

    /// <summary>"served" and what else the gateway says; "open" leaves it open, "rejected" refuses it.</summary>
    public string Outcome { get; init; } = "served";
    public int Status { get; init; } = 200;
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The caller's W3C trace and span; null where it names none.</summary>
    public (string Trace, string Span)? From { get; init; }
}

/// <summary>What a session of the story achieved.</summary>
internal sealed record StoryOutcome(DateTimeOffset At, string? Tenant, string Session, string Name, bool Success)
{
    /// <summary>USD.</summary>
    public decimal Value { get; init; }
}

/// <summary>
/// Forty-five days of a small company: office hours, weekends, a launch that made costs jump, an agent that ran away, calls
/// that failed, were estimated, refused or have no price, and names that try to break pages. Always the same.
/// </summary>
internal static class Story
{
    public const int Days = 45;

    /// <summary>The instant at which gateways over the story begin.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);

    public const string Script = "<script>alert('model')</script>";
    public const string Image = "\"><img src=x onerror=alert(1)>";
    public const string Formula = "=HYPERLINK(\"http://evil.example\",\"x\")";

    public static IEnumerable<StoryCall> Calls()
    {
        Random random = new(20_261_120);
        List<StoryCall> calls = [];
        for (int day = Days - 1; day >= 0; day--)
        {
            DateTimeOffset midnight = new(Now.AddDays(-day).UtcDateTime.Date, TimeSpan.Zero);
            bool weekend = midnight.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            int sessions = (weekend ? 2 : 7) + (day is 9 or 8 ? 9 : 0) + random.Next(3);
            for (int session = 0; session < sessions; session++)
            {
                double hour = Math.Clamp(13 + (random.NextDouble() - random.NextDouble()) * 8, 0, 23);
                calls.AddRange(Session(random, midnight.AddHours(hour), $"{midnight:MMdd}-{session + 1:00}"));
            }
        }

        calls.AddRange(Attacks());
        calls.AddRange(Newest());
        return calls
            .Where(call => call.At < Now)
            .OrderBy(call => call.At)
            .ThenBy(call => call.Model, StringComparer.Ordinal);
    }

    /// <summary>What came of the sessions of two features, told at the end.</summary>
    public static IEnumerable<StoryOutcome> Outcomes()
    {
        Random random = new(11);
        return Calls()
            .Where(call => call.Who.Feature is "support" or "coding" && call.Who.Session is not null)
            .GroupBy(call => (call.Who.Tenant, call.Who.Session, call.Who.Feature))
            .Select(session => new StoryOutcome(
                session.Last().At,
                session.Key.Tenant,
                session.Key.Session!,
                session.Key.Feature == "support" ? "ticket_resolved" : "change_merged",
                random.Next(5) > 0
            )
            {
                Value = session.Key.Feature == "support" ? 1.50m : 20,
            });
    }

    private static IEnumerable<StoryCall> Session(Random random, DateTimeOffset at, string number) =>
        random.Next(10) switch
        {
            < 4 => Support(random, at, number),
            < 7 => Coding(random, at, number),
            < 9 => Research(random, at, number),
            _ => Odd(random, at, number),
        };

    private static IEnumerable<StoryCall> Support(Random random, DateTimeOffset at, string number)
    {
        Attribution who = new()
        {
            Tenant = "acme",
            Key = "fp_5u990r7",
            Feature = "support",
            User = $"customer-{random.Next(40)}",
            Session = "chat-" + number,
            Agent = "support-bot",
            Environment = "production",
            Project = "helpdesk",
            CostCenter = "CC-100",
            Tags = [new("team", "care")],
        };
        int turns = 2 + random.Next(4);
        for (int turn = 0; turn < turns; turn++)
        {
            yield return new(at.AddSeconds(40 * turn), who, "openai", "gpt-4o-mini")
            {
                Input = 700 + random.Next(900) + (turn * 350),
                Cached = turn == 0 ? 0 : 1024,
                Output = 120 + random.Next(260),
                LatencyMs = 400 + random.Next(1500),
                Outcome = random.Next(25) == 0 ? "client_gone" : "served",
                Provenance = random.Next(12) == 0 ? Provenance.Estimated : Provenance.Reported,
            };
        }
    }

    private static IEnumerable<StoryCall> Coding(Random random, DateTimeOffset at, string number)
    {
        Attribution who = new()
        {
            Tenant = random.Next(3) == 0 ? "globex" : "acme",
            Key = "fp_c0d1n9",
            Feature = "coding",
            User = ((string[])["ada", "grace", "linus"])[random.Next(3)],
            Session = "code-" + number,
            Agent = "coding-agent",
            Environment = "development",
            Project = "monolith",
            CostCenter = "CC-200",
            Tags = [new("team", "platform")],
        };
        int steps = 4 + random.Next(10);
        for (int step = 0; step < steps; step++)
        {
            bool fails = random.Next(18) == 0;
            yield return new(
                at.AddSeconds(25 * step),
                who with
                {
                    Step = ((string[])["plan", "act", "observe"])[step % 3],
                },
                "anthropic",
                "claude-sonnet-5-5"
            )
            {
                Input = fails ? 0 : 300 + random.Next(500),
                Cached = fails ? 0 : step * 4200L,
                Written = fails ? 0 : 4200,
                Output = fails ? 0 : 350 + random.Next(1400),
                LatencyMs = 1800 + random.Next(9000),
                Outcome = fails ? "upstream_refused" : "served",
                Status = fails ? 529 : 200,
                Tools = step % 3 == 1 ? ["edit_file", "run_tests"] : [],
            };
        }
    }

    private static IEnumerable<StoryCall> Research(Random random, DateTimeOffset at, string number)
    {
        Attribution who = new()
        {
            Tenant = "globex",
            Key = "fp_r3s34rch",
            Feature = "reports",
            User = "linus",
            Session = "brief-" + number,
            Agent = "planner",
            RootAgent = "planner",
            Environment = "production",
            Project = "insights",
            CostCenter = "CC-300",
            Tags = [new("team", "research"), new("prompt", "v" + (1 + random.Next(2)))],
        };
        yield return Big(who with { Step = "plan" }, 0, "gpt-5-mini", 900);
        foreach ((string agent, int turns) in ((string, int)[])[("researcher", 3), ("writer", 2)])
        {
            Attribution child = who with
            {
                Agent = agent,
                ParentAgent = "planner",
                Task = agent == "writer" ? "draft" : "gather",
            };
            for (int turn = 0; turn < turns; turn++)
            {
                yield return Big(
                    child,
                    agent == "writer" ? 150 + (turn * 30) : 20 + (turn * 35),
                    agent == "writer" ? "gpt-4.1-mini" : "gemini-2.5-flash",
                    2500
                );
            }
        }

        StoryCall Big(Attribution caller, int after, string model, int input) =>
            new(
                at.AddSeconds(after),
                caller,
                model.StartsWith("gemini", StringComparison.Ordinal) ? "google" : "openai",
                model
            )
            {
                Input = input + random.Next(input),
                Output = 300 + random.Next(900),
                Reasoning = model == "gpt-5-mini" ? 500 + random.Next(900) : 0,
                LatencyMs = 2500 + random.Next(12_000),
                From = (number.Replace('-', '0').PadLeft(32, 'a'), SpanOf(caller.Agent!)),
            };

        static string SpanOf(string agent) =>
            agent switch
            {
                "planner" => "00f067aa0ba90201",
                "researcher" => "00f067aa0ba90202",
                _ => "00f067aa0ba90203",
            };
    }

    private static IEnumerable<StoryCall> Odd(Random random, DateTimeOffset at, string number)
    {
        Attribution who = new()
        {
            Session = "batch-" + number,
            Agent = "indexer",
            Key = "fp_1nd3x",
        };
        yield return new(at, who, "openai", "text-embedding-3-small")
        {
            Input = 3000 + random.Next(4000),
            LatencyMs = 210,
        };
        yield return new(at.AddSeconds(5), who, "vllm", "house-model-7b")
        {
            Input = 4000,
            Output = 600,
            LatencyMs = 3100,
        };
        yield return new(at.AddSeconds(9), who with { Tenant = "acme" }, "openai", "gpt-5-mini")
        {
            Outcome = "rejected",
            Status = 402,
        };
    }

    /// <summary>Names as an attacker would choose them.</summary>
    private static IEnumerable<StoryCall> Attacks()
    {
        Attribution who = new()
        {
            Tenant = "acme",
            Session = Image,
            Agent = "<b>bold</b>&amp;",
            User = Formula,
            Feature = "javascript:alert(1)",
            Tags = [new("team", "</td><script>alert(2)</script>")],
        };
        yield return new(Now.AddHours(-5), who, "openai", Script) { Input = 100, Output = 10 };
        yield return new(Now.AddHours(-5).AddSeconds(3), who, "openai", "gpt-4o-mini") { Input = 100, Output = 10 };
    }

    /// <summary>What goes on at the moment at which the gateway begins.</summary>
    private static IEnumerable<StoryCall> Newest()
    {
        Attribution who = new()
        {
            Tenant = "acme",
            Key = "fp_c0d1n9",
            Feature = "coding",
            User = "ada",
            Session = "code-now",
            Agent = "coding-agent",
            Project = "monolith",
            Environment = "development",
            Tags = [new("team", "platform")],
        };
        for (int step = 0; step < 12; step++)
        {
            yield return new(Now.AddMinutes(-24 + (2 * step)), who, "anthropic", "claude-sonnet-5-5")
            {
                Input = 400,
                Cached = step * 4200L,
                Written = 4200,
                Output = 600 + (step * 20),
                LatencyMs = 4100,
                Tools = ["edit_file"],
            };
        }

        yield return new(Now.AddSeconds(-20), who, "anthropic", "claude-sonnet-5-5") { Outcome = "open" };
        yield return new(
            Now.AddSeconds(-4),
            who with
            {
                Agent = "reviewer",
                ParentAgent = "coding-agent",
            },
            "openai",
            "gpt-5-mini"
        )
        {
            Outcome = "open",
        };
    }
}
