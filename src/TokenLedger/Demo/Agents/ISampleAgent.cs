namespace TokenLedger.Demo.Agents;

/// <summary>An agent of the demonstration. It is asked for one piece of work after another until the time is up.</summary>
internal interface ISampleAgent
{
    /// <summary>The pause between two pieces of work.</summary>
    TimeSpan Pause { get; }

    /// <summary>Does one piece of work: some calls that belong together.</summary>
    /// <param name="turn">Which one, from 0.</param>
    /// <param name="stop">Cancelled when no further call shall begin; a call under way is finished.</param>
    Task WorkAsync(int turn, CancellationToken stop);
}
