"""Names of signs in formulas, and what makes no difference in them."""

WITHOUT_MEANING = """
mathbf mathbb mathcal mathrm mathit mathsf mathtt mathscr mathfrak boldsymbol bm bf rm it mathop mathbin text textbf
textit textrm operatorname displaystyle textstyle scriptstyle limits nolimits left right middle big Big bigg Bigg bigl
bigr Bigl Bigr biggl biggr Biggl Biggr quad qquad , ; : ! >
"""
FONTS = frozenset(WITHOUT_MEANING.split())
ACCENTS = {
    "tilde": "tilde", "widetilde": "tilde", "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar",
    "vec": "vec", "overrightarrow": "vec", "overleftarrow": "cev", "dot": "dot", "ddot": "ddot",
}  # fmt: skip
COMBINING = {
    "\u0303": "tilde", "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u20d7": "vec", "\u20d6": "cev",
    "\u0307": "dot", "\u0308": "ddot",
}  # fmt: skip
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
# What is understood without its backslash, too.
NAMES = GREEK | {"odot": "*", "cdot": "*", "partial": "∂", "nabla": "∇", "infty": "∞", "sqrt": "√"}
COMMANDS = NAMES | {
    "times": "*", "circ": "*", "ast": "*", "otimes": "⊗", "oplus": "⊕", "le": "<=", "leq": "<=", "ge": ">=",
    "geq": ">=", "ne": "!=", "neq": "!=", "to": "->", "rightarrow": "->", "gets": "<-", "leftarrow": "<-",
    "approx": "≈", "propto": "∝", "sim": "∼", "pm": "±", "in": "∈", "sum": "∑", "prod": "∏", "mid": "|", "vert": "|",
    "lvert": "|", "rvert": "|", "|": "‖", "Vert": "‖", "lVert": "‖", "rVert": "‖", "dots": "...", "ldots": "...",
    "cdots": "...", "top": "T", "intercal": "T", "prime": "'", "ell": "l", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩",
}  # fmt: skip
SIGNS = str.maketrans(
    {
        "⊙": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "∘": "*", "×": "*", "−": "-", "⁄": "/", "∕": "/", "÷": "/",
        "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "←": "<-", "⊤": "T", "…": "...", "⋯": "...", "’": "'", "′": "'",
        "ϑ": "θ", "ϕ": "φ", "ϵ": "ε", "µ": "μ", "∣": "|", "∥": "‖",
    }
)  # fmt: skip
