namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>Gathers quantities of one call, leaving out zeros.</summary>
internal ref struct QuantityList
{
    /// <summary>No dialect reports more meters than this at once.</summary>
    private const int MostMeters = 20;

    private Buffer items;
    private int count;

    /// <summary>Adds units of a meter.</summary>
    public void Add(string meter, decimal units, Provenance provenance = Provenance.Reported)
    {
        if (units > 0 && count < MostMeters)
        {
            items[count++] = new(meter, units, provenance);
        }
    }

    /// <summary>What was gathered.</summary>
    public readonly Quantity[] ToArray()
    {
        Quantity[] all = new Quantity[count];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = items[i];
        }

        return all;
    }

    [System.Runtime.CompilerServices.InlineArray(MostMeters)]
    private struct Buffer
    {
        private Quantity first;
    }
}
