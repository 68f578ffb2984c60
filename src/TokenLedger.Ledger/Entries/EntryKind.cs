namespace TokenLedger.Ledger.Entries;

/// <summary>What an entry records. The canonical form writes the name in snake_case.</summary>
public enum EntryKind
{
    /// <summary>A hold placed before a call is dispatched.</summary>
    Authorization,

    /// <summary>The itemised end of an authorization.</summary>
    Settlement,

    /// <summary>The end of an authorization that cost nothing (refused by the provider, never sent).</summary>
    Void,

    /// <summary>A call that was not allowed.</summary>
    Rejection,

    /// <summary>An offsetting correction that names what it corrects.</summary>
    Adjustment,

    /// <summary>A tool call.</summary>
    ToolCall,

    /// <summary>A span from telemetry.</summary>
    Span,

    /// <summary>An entry taken over from another system.</summary>
    Import,

    /// <summary>A business outcome.</summary>
    Outcome,

    /// <summary>A change of budgets, keys, policies or rates.</summary>
    Admin,

    /// <summary>A signed checkpoint noted in the log itself.</summary>
    Checkpoint,
}
