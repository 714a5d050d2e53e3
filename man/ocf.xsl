<?xml version="1.0"?>
<!-- The man page of one agent, from its metadata and from what only a page says: man/AGENT.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text" encoding="utf-8"/>
<xsl:param name="extra"/>
<xsl:variable name="agent" select="/resource-agent/@name"/>
<xsl:variable name="page" select="document($extra)/page"/>

<!-- Text in roff: backslashes, hyphens that are typed, and lines that begin with a control character. -->
<xsl:template name="replace">
  <xsl:param name="text"/>
  <xsl:param name="from"/>
  <xsl:param name="to"/>
  <xsl:choose>
    <xsl:when test="contains($text, $from)">
      <xsl:value-of select="substring-before($text, $from)"/>
      <xsl:value-of select="$to"/>
      <xsl:call-template name="replace">
        <xsl:with-param name="text" select="substring-after($text, $from)"/>
        <xsl:with-param name="from" select="$from"/>
        <xsl:with-param name="to" select="$to"/>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="escape">
  <xsl:param name="text"/>
  <xsl:variable name="backslashes">
    <xsl:call-template name="replace">
      <xsl:with-param name="text" select="$text"/>
      <xsl:with-param name="from" select="'\'"/>
      <xsl:with-param name="to" select="'\e'"/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:call-template name="replace">
    <xsl:with-param name="text" select="string($backslashes)"/>
    <xsl:with-param name="from" select="'-'"/>
    <xsl:with-param name="to" select="'\-'"/>
  </xsl:call-template>
</xsl:template>

<!-- One filled line. -->
<xsl:template name="line">
  <xsl:param name="text" select="."/>
  <xsl:text>\&amp;</xsl:text>
  <xsl:call-template name="escape">
    <xsl:with-param name="text" select="normalize-space($text)"/>
  </xsl:call-template>
  <xsl:text>&#10;</xsl:text>
</xsl:template>

<!-- The lines of a longdesc are its paragraphs. -->
<xsl:template name="paragraphs">
  <xsl:param name="text"/>
  <xsl:param name="break" select="'.PP'"/>
  <xsl:variable name="first" select="substring-before(concat($text, '&#10;'), '&#10;')"/>
  <xsl:variable name="rest" select="substring-after($text, '&#10;')"/>
  <xsl:if test="normalize-space($first)">
    <xsl:call-template name="line"><xsl:with-param name="text" select="$first"/></xsl:call-template>
    <xsl:if test="normalize-space($rest)"><xsl:value-of select="concat($break, '&#10;')"/></xsl:if>
  </xsl:if>
  <xsl:if test="$rest">
    <xsl:call-template name="paragraphs">
      <xsl:with-param name="text" select="$rest"/>
      <xsl:with-param name="break" select="$break"/>
    </xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- Lines as they are, for recipes. -->
<xsl:template name="verbatim">
  <xsl:param name="text"/>
  <xsl:variable name="first" select="substring-before(concat($text, '&#10;'), '&#10;')"/>
  <xsl:text>\&amp;</xsl:text>
  <xsl:call-template name="escape"><xsl:with-param name="text" select="$first"/></xsl:call-template>
  <xsl:text>&#10;</xsl:text>
  <xsl:if test="substring-after($text, '&#10;')">
    <xsl:call-template name="verbatim">
      <xsl:with-param name="text" select="substring-after($text, '&#10;')"/>
    </xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template match="/resource-agent">
  <xsl:text>.\" Generated from metadata/</xsl:text>
  <xsl:value-of select="$agent"/>
  <xsl:text>.xml by man/ocf.xsl.&#10;.TH OCF_BOOTH\-AGENTS_</xsl:text>
  <xsl:call-template name="escape"><xsl:with-param name="text" select="$page/@heading"/></xsl:call-template>
  <xsl:value-of select="concat(' 7 ', $page/@date)"/>
  <xsl:text> "booth\-agents </xsl:text>
  <xsl:value-of select="@version"/>
  <xsl:text>" "OCF agents"&#10;.nh&#10;.ad l&#10;.SH NAME&#10;ocf_booth\-agents_</xsl:text>
  <xsl:call-template name="escape"><xsl:with-param name="text" select="$agent"/></xsl:call-template>
  <xsl:text> \- </xsl:text>
  <xsl:call-template name="escape"><xsl:with-param name="text" select="normalize-space(shortdesc)"/></xsl:call-template>
  <xsl:text>&#10;.SH SYNOPSIS&#10;.B </xsl:text>
  <xsl:call-template name="escape"><xsl:with-param name="text" select="$agent"/></xsl:call-template>
  <xsl:text>&#10;.RB [ </xsl:text>
  <xsl:for-each select="actions/action">
    <xsl:call-template name="escape"><xsl:with-param name="text" select="@name"/></xsl:call-template>
    <xsl:text> " | " </xsl:text>
  </xsl:for-each>
  <xsl:text>help ]&#10;.SH DESCRIPTION&#10;</xsl:text>
  <xsl:call-template name="paragraphs"><xsl:with-param name="text" select="string(longdesc)"/></xsl:call-template>
  <xsl:apply-templates select="$page/description/*"/>
  <xsl:apply-templates select="actions"/>
  <xsl:apply-templates select="parameters"/>
  <xsl:apply-templates select="$page/section | $page/include"/>
</xsl:template>

<xsl:template match="actions">
  <xsl:text>.SH SUPPORTED ACTIONS&#10;Timeouts and intervals are the suggested ones.&#10;</xsl:text>
  <xsl:for-each select="action">
    <xsl:text>.TP&#10;.B </xsl:text>
    <xsl:call-template name="escape"><xsl:with-param name="text" select="@name"/></xsl:call-template>
    <xsl:text>&#10;(timeout </xsl:text>
    <xsl:value-of select="@timeout"/>
    <xsl:if test="@interval">, interval <xsl:value-of select="@interval"/></xsl:if>
    <xsl:text>)&#10;</xsl:text>
    <xsl:apply-templates select="$page/action[@name = current()/@name]"/>
  </xsl:for-each>
</xsl:template>

<xsl:template match="parameters">
  <xsl:text>.SH SUPPORTED PARAMETERS&#10;</xsl:text>
  <xsl:apply-templates select="parameter"/>
</xsl:template>

<xsl:template match="parameter">
  <xsl:text>.TP&#10;.B </xsl:text>
  <xsl:call-template name="escape"><xsl:with-param name="text" select="@name"/></xsl:call-template>
  <xsl:text>&#10;</xsl:text>
  <xsl:call-template name="paragraphs">
    <xsl:with-param name="text" select="string(longdesc)"/>
    <xsl:with-param name="break" select="'.IP'"/>
  </xsl:call-template>
  <xsl:text>.IP&#10;(</xsl:text>
  <xsl:value-of select="content/@type"/>
  <xsl:choose>
    <xsl:when test="@required = '1'">, required</xsl:when>
    <xsl:when test="content/@default">
      <xsl:text>, default </xsl:text>
      <xsl:call-template name="escape"><xsl:with-param name="text" select="content/@default"/></xsl:call-template>
    </xsl:when>
    <xsl:otherwise>, no default</xsl:otherwise>
  </xsl:choose>
  <xsl:choose>
    <xsl:when test="@reloadable = '1'">, reloadable)&#10;</xsl:when>
    <xsl:otherwise>)&#10;</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template match="section">
  <xsl:text>.SH </xsl:text>
  <xsl:value-of select="@title"/>
  <xsl:text>&#10;</xsl:text>
  <xsl:apply-templates select="*"/>
</xsl:template>

<xsl:template match="sub">
  <xsl:text>.SS </xsl:text>
  <xsl:value-of select="@title"/>
  <xsl:text>&#10;</xsl:text>
</xsl:template>

<xsl:template match="action"><xsl:call-template name="line"/></xsl:template>

<xsl:template match="p">
  <xsl:if test="position() > 1 or parent::description"><xsl:text>.PP&#10;</xsl:text></xsl:if>
  <xsl:call-template name="line"/>
</xsl:template>

<!-- What several pages have in common. -->
<xsl:template match="include">
  <xsl:apply-templates select="document(@file, .)/page/*"/>
</xsl:template>

<!-- A recipe: its text begins and ends with a line break. -->
<xsl:template match="recipe">
  <xsl:if test="not(preceding-sibling::*[1][self::sub])"><xsl:text>.PP&#10;</xsl:text></xsl:if>
  <xsl:text>.RS 4&#10;.nf&#10;</xsl:text>
  <xsl:call-template name="verbatim">
    <xsl:with-param name="text" select="substring-after(., '&#10;')"/>
  </xsl:call-template>
  <xsl:text>.fi&#10;.RE&#10;</xsl:text>
</xsl:template>

<!-- References to other pages, in one filled line. -->
<xsl:template match="see">
  <xsl:text>.BR </xsl:text>
  <xsl:call-template name="escape"><xsl:with-param name="text" select="@page"/></xsl:call-template>
  <xsl:text> (</xsl:text><xsl:value-of select="@section"/><xsl:text>)</xsl:text>
  <xsl:if test="following-sibling::see">,</xsl:if>
  <xsl:text>&#10;</xsl:text>
</xsl:template>
</xsl:stylesheet>
