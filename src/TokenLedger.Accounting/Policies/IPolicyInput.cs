namespace TokenLedger.Accounting.Policies;

/// <summary>What a call is, as rules see it: a running call, a document, or what the ledger recorded of one.</summary>
public interface IPolicyInput
{
    /// <summary>A field's value; absent when it is not known. Costs nothing until it is asked for.</summary>
    /// <param name="field">Which.</param>
    /// <param name="name">The free name of fields that have one ("team" of tags.team).</param>
    PolicyValue Read(InputField field, string? name);

    /// <summary>The free names that this input has for a field; empty for fields without.</summary>
    IReadOnlyList<string> Names(InputField field);
}
