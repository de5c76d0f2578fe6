//! Three-valued truth, for what nobody knows.

/// The order makes `min` the three-valued *and*, and `max` the three-valued *or*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Three {
    False,
    Undecided,
    True,
}

impl From<bool> for Three {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl Three {
    pub(crate) fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Undecided => Self::Undecided,
            Self::True => Self::False,
        }
    }

    /// Undecided if the condition holds, otherwise false.
    pub(crate) fn undecided_if(condition: bool) -> Self {
        if condition { Self::Undecided } else { Self::False }
    }
}

/// Whether all of these hold.
pub(crate) fn all(parts: impl IntoIterator<Item = Three>) -> Three {
    parts.into_iter().min().unwrap_or(Three::True)
}

/// Whether any of these holds.
pub(crate) fn any(parts: impl IntoIterator<Item = Three>) -> Three {
    parts.into_iter().max().unwrap_or(Three::False)
}
